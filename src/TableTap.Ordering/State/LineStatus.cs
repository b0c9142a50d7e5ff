using TableTap.Terms;

namespace TableTap.Ordering.State;

/// <summary>What <see cref="LineStatus"/> means beside its name.</summary>
public static class LineStatusMeaning
{
    extension(LineStatus status)
    {
        /// <summary>Whether there is still work to do on the line.</summary>
        public bool IsOpen => status is LineStatus.Queued or LineStatus.Started;

        /// <summary>Whether nobody began the line: it waits for its counter, or for its course.</summary>
        public bool IsUntouched => status is LineStatus.Queued or LineStatus.Held;

        /// <summary>Whether the line is still to be made, now or with a later course.</summary>
        public bool IsToDo => status.IsOpen || status == LineStatus.Held;
    }
}
