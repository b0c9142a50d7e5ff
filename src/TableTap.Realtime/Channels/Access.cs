namespace TableTap.Realtime.Channels;

/// <summary>Whether a channel may be heard.</summary>
internal enum Access
{
    /// <summary>The caller may hear the channel.</summary>
    Granted,

    /// <summary>It may not; whether it exists is not told.</summary>
    Forbidden,

    /// <summary>It might, but there is no such café or counter.</summary>
    Unknown,
}
