using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>What <see cref="LineStatus"/> means beside its name.</summary>
public static class LineStatusMeaning
{
    extension(LineStatus status)
    {
        /// <summary>Whether there is still work to do on the line.</summary>
        public bool IsOpen => status is LineStatus.Queued or LineStatus.Started;
    }
}
