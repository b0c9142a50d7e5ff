using System.Text;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Realtime.Journal;

namespace TableTap.Testing;

/// <summary>Builds append batches in the words of a test.</summary>
public static class Batch
{
    public static readonly DateTimeOffset Noon = new(2024, 1, 15, 12, 0, 0, TimeSpan.Zero);

    /// <summary>A batch of a stream on a version; null for no version.</summary>
    public static AppendBatch Of(string stream, long? expectedVersion = null) =>
        new(stream, expectedVersion, [], [], [], []);

    public static AppendBatch Fact(this AppendBatch batch, string data, string? subject = null) =>
        batch with
        {
            Facts =
            [
                .. batch.Facts,
                new NewFact("happened", Encoding.UTF8.GetBytes(data), Noon, subject),
            ],
        };

    public static AppendBatch Enter(
        this AppendBatch batch,
        string subject,
        DateTimeOffset at,
        params IReadOnlyList<string> terms
    ) => batch with { Index = [.. batch.Index, new(subject, at, terms)] };

    public static AppendBatch Message(this AppendBatch batch, ChannelName channel, string id) =>
        batch with
        {
            Messages = [.. batch.Messages, Draft(channel, id)],
        };

    public static AppendBatch Answer(this AppendBatch batch, StoredAnswer answer) =>
        batch with
        {
            Answers = [.. batch.Answers, answer],
        };

    public static AppendBatch Audit(this AppendBatch batch, string chain, string messageId) =>
        batch with
        {
            Audit =
            [
                .. batch.Audit,
                new AuditLine(
                    chain,
                    "anna",
                    "employee",
                    "127.0.0.1",
                    "order_status_update",
                    messageId,
                    "processed",
                    Noon
                ),
            ],
        };

    /// <summary>An answer with every part of it recognisable.</summary>
    public static StoredAnswer AnswerTo(string messageId, string text = "done") =>
        new(
            new AnswerKey("tabletap", "guest-1", messageId),
            Encoding.UTF8.GetBytes($"hash of {messageId}"),
            Encoding.UTF8.GetBytes(text),
            Noon
        );

    /// <summary>A message that may travel on the channel, with <paramref name="size"/> bytes of text in it.</summary>
    public static MessageDraft Draft(ChannelName channel, string id, int size = 4)
    {
        var row = MessageCatalogue.All.First(row =>
            (row.Channels & channel.Kind) != ChannelKinds.None
        );
        var data = Encoding.UTF8.GetBytes($"{{\"text\":\"{new string('x', size)}\"}}");
        return MessageDraft.Encode(row, data, channel, id, Noon);
    }
}
