namespace TableTap.Cli.Conformance.Stage;

/// <summary>Something that the client under test did, or that its driver says its application was given. Immutable.</summary>
internal abstract record ClientAct
{
    /// <summary>When it was seen, as a timestamp of the clock.</summary>
    public long At { get; init; }

    /// <summary>It in a word or two, for a sentence that tells what the client did.</summary>
    public abstract string Words { get; }
}

/// <summary>It opened a socket.</summary>
/// <param name="Session">Which one, counted from 1.</param>
/// <param name="Token">The token it came with.</param>
internal sealed record SocketOpened(int Session, string Token) : ClientAct
{
    /// <inheritdoc />
    public override string Words => $"connected (socket {Session})";
}

/// <summary>It asked for a socket and was cut off before it had one.</summary>
internal sealed record SocketDenied : ClientAct
{
    /// <inheritdoc />
    public override string Words => "tried to connect";
}

/// <summary>A socket of it is over.</summary>
/// <param name="Session">Which one.</param>
internal sealed record SocketOver(int Session) : ClientAct
{
    /// <inheritdoc />
    public override string Words => $"socket {Session} was over";
}

/// <summary>It sent a frame; what the frame asks for was answered.</summary>
/// <param name="Session">On which socket.</param>
/// <param name="Frame">The frame.</param>
internal sealed record FrameSent(int Session, ClientFrame Frame) : ClientAct
{
    /// <inheritdoc />
    public override string Words => Frame.Words;
}

/// <summary>What it asked for brought it the channel.</summary>
/// <param name="Session">On which socket.</param>
internal sealed record ChannelHeard(int Session) : ClientAct
{
    /// <inheritdoc />
    public override string Words => "heard the channel";
}

/// <summary>It answered a ping of the WebSocket.</summary>
/// <param name="Session">On which socket.</param>
internal sealed record PongReturned(int Session) : ClientAct
{
    /// <inheritdoc />
    public override string Words => "answered a ping of the WebSocket";
}

/// <summary>Its application was given a message.</summary>
/// <param name="Sequence">The sequence of the message.</param>
internal sealed record MessageDelivered(long Sequence) : ClientAct
{
    /// <inheritdoc />
    public override string Words => $"delivered {Sequence}";
}

/// <summary>Its application was given the answer of a command.</summary>
/// <param name="MessageId">The id of the command, if the client tells it.</param>
/// <param name="Code">The code of a refusal; null where the command was done.</param>
internal sealed record CommandAnswered(string? MessageId, string? Code) : ClientAct
{
    /// <inheritdoc />
    public override string Words =>
        Code is null ? "gave the acknowledgement" : $"gave the refusal {Code}";
}

/// <summary>It said that it has stopped for good.</summary>
internal sealed record ClientRested : ClientAct
{
    /// <inheritdoc />
    public override string Words => "stopped for good";
}

/// <summary>It fetched a token.</summary>
/// <param name="Token">The token that it got.</param>
internal sealed record TokenFetched(string Token) : ClientAct
{
    /// <inheritdoc />
    public override string Words => "fetched a token";
}

/// <summary>It loaded the state over HTTP.</summary>
internal sealed record StateLoaded : ClientAct
{
    /// <inheritdoc />
    public override string Words => "loaded the state";
}
