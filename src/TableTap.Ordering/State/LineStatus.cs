namespace TableTap.Ordering;

/// <summary>Where an item of an order is at its counter (docs/protocol.md §5).</summary>
public enum LineStatus
{
    /// <summary>Waits to be started.</summary>
    Queued,

    /// <summary>Somebody makes it.</summary>
    Started,

    /// <summary>Done.</summary>
    Ready,

    /// <summary>Will not be made.</summary>
    Voided,
}

/// <summary>What <see cref="LineStatus"/> means beside its name.</summary>
public static class LineStatusMeaning
{
    extension(LineStatus status)
    {
        /// <summary>Whether work is left.</summary>
        public bool IsOpen => status is LineStatus.Queued or LineStatus.Started;

        /// <summary>The wire word: <c>started</c>.</summary>
        public string Word => status.ToString().ToLowerInvariant();
    }
}
