using System.Diagnostics;
using TableTap.Realtime.Journal;

namespace TableTap.Realtime.Observability;

/// <summary>
/// The way of single commands through the server, as spans of OpenTelemetry: one with the command's name from its frame to its answer, in it
/// <c>decide</c> and <c>commit</c>, and <c>deliver</c> from the commit, or at another server from its hint, until a reader's socket has the
/// message; around it <c>handed</c> where another server took it in. Begun only for what was chosen before. Thread-safe.
/// </summary>
public static class Traces
{
    /// <summary>The name of the source.</summary>
    public const string SourceName = "TableTap";

    /// <summary>The tag with the café's id.</summary>
    public const string CafeTag = "tabletap.cafe";

    /// <summary>The most readers of one message at one server that have a span.</summary>
    private const int MostReaders = 16;

    private static readonly ActivitySource Source = new(SourceName);

    /// <summary>Begins the span of a command that was chosen to be traced.</summary>
    /// <param name="type">Its type.</param>
    /// <param name="cafeId">The café that decides it.</param>
    /// <param name="parent">The context that its sender gave (W3C Trace Context, <c>traceparent</c>); anything else is passed over.</param>
    /// <param name="ago">How long ago it came.</param>
    /// <returns>Null where nobody gathers it.</returns>
    public static Activity? Command(string type, string cafeId, string? parent, TimeSpan ago)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        return Begun(ago, First(type, ActivityKind.Server, cafeId, parent));
    }

    /// <summary>Begins the span of a command's way to the server that decides it and back.</summary>
    /// <param name="cafeId">The café that decides it.</param>
    /// <param name="parent">The context that its sender gave; anything else is passed over.</param>
    /// <returns>Null where nobody gathers it.</returns>
    public static Activity? Handed(string cafeId, string? parent) =>
        Source.HasListeners() ? First("handed", ActivityKind.Client, cafeId, parent) : null;

    /// <summary>Begins the span of a decision.</summary>
    /// <param name="command">The span of its command; null where nobody gathers it.</param>
    public static Activity? Decide(Activity? command) => Within(command, "decide");

    /// <summary>Begins the span of a commit.</summary>
    /// <param name="commands">The spans of the commands in it; empty where nobody gathers them.</param>
    public static Activity? Commit(IReadOnlyList<Activity> commands) =>
        commands.Count == 0
            ? null
            : Source.StartActivity(
                "commit",
                ActivityKind.Internal,
                commands[0].Context,
                [new(CafeTag, commands[0].GetTagItem(CafeTag))],
                commands.Skip(1).Select(other => new ActivityLink(other.Context))
            );

    /// <summary>A reader has a message.</summary>
    /// <param name="message">The message, whose commit belongs to a trace.</param>
    /// <param name="time">Since its commit, or since its hint came.</param>
    /// <returns>The span, to be ended at once: what is recorded before names its trace; null where there is none.</returns>
    internal static Activity? Delivered(StoredMessage message, TimeSpan time) =>
        message.Trace is { } trace && trace.Take(MostReaders)
            ? Begun(
                time,
                Source.StartActivity(
                    "deliver",
                    ActivityKind.Producer,
                    trace.Context,
                    [new(CafeTag, trace.CafeId), new("tabletap.channel", message.Channel.Text)]
                )
            )
            : null;

    private static Activity? First(string name, ActivityKind kind, string cafeId, string? parent)
    {
        // What a socket's first request says of sampling is not said of each of its commands.
        Activity.Current = null;
        var context = ActivityContext.TryParse(parent, null, isRemote: true, out var given)
            ? given
            : default;
        var span = Source.StartActivity(name, kind, context, [new(CafeTag, cafeId)]);
        if (span is not { IsAllDataRequested: false })
        {
            return span;
        }

        // Who listens wants its id alone: nothing may come to belong to a span that nobody gets.
        span.Dispose();
        return null;
    }

    private static Activity? Begun(TimeSpan ago, Activity? span) =>
        span?.SetStartTime(span.StartTimeUtc - ago);

    private static Activity? Within(Activity? parent, string name) =>
        parent is null
            ? null
            : Source.StartActivity(
                name,
                ActivityKind.Internal,
                parent.Context,
                [new(CafeTag, parent.GetTagItem(CafeTag))]
            );
}
