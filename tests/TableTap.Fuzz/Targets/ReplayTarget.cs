using System.Text.Json;
using TableTap.Client.Delivery;
using TableTap.Protocol.Envelopes;
using TableTap.Testing;

namespace TableTap.Fuzz.Targets;

/// <summary>A page of replay as the client takes it apart: every message lies within the page.</summary>
internal static class ReplayTarget
{
    public static FuzzTarget Target { get; } =
        new(
            "replay",
            () =>
                Fixture
                    .All.Where(one => one.Type == "message_replay")
                    .Select(one =>
                    {
                        EnvelopeReader.TryRead(one.Frame.Span, out var envelope, out _);
                        return envelope.DataOf(one.Frame).ToArray();
                    }),
            Try
        );

    private static void Try(byte[] input)
    {
        try
        {
            var end = 0;
            foreach (var range in ReplayedFrames.Read(input, out _))
            {
                var (start, length) = range.GetOffsetAndLength(input.Length);
                BrokenRuleException.Unless(start >= end, "Messages follow each other.");
                end = start + length;
            }
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // It is no page; the client reports a broken frame.
        }
    }
}
