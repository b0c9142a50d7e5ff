namespace TableTap.Server.Probing;

/// <summary>What a probe failed by.</summary>
internal enum ProbeFailure
{
    /// <summary>The server let its own client not in, or its address does not answer.</summary>
    NotConnected,

    /// <summary>The journal did not take the message.</summary>
    NotStored,

    /// <summary>The message was stored and did not come in time.</summary>
    NotReceived,

    /// <summary>A number of the channel was left out.</summary>
    Lost,

    /// <summary>A number of the channel came twice.</summary>
    Doubled,

    /// <summary>A number of the channel came after a higher one.</summary>
    Reordered,
}

/// <summary>How a failure is called in figures and in the log.</summary>
internal static class ProbeFailureWord
{
    extension(ProbeFailure failure)
    {
        /// <summary>The value of the label <c>reason</c>.</summary>
        public string Word =>
            failure switch
            {
                ProbeFailure.NotConnected => "not_connected",
                ProbeFailure.NotStored => "not_stored",
                ProbeFailure.NotReceived => "not_received",
                ProbeFailure.Lost => "lost",
                ProbeFailure.Doubled => "doubled",
                _ => "reordered",
            };
    }
}
