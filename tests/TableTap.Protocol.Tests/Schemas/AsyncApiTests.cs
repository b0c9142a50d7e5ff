using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Channels;
using TableTap.Protocol.Schemas;

namespace TableTap.Protocol.Tests.Schemas;

public sealed class AsyncApiTests
{
    private static readonly string[] Lines = ProtocolSchemas.AsyncApi().Split('\n');

    [Theory]
    [InlineData("asyncapi: \"3.0.0\"")]
    [InlineData("    host: \"localhost:3001\"")]
    [InlineData("    pathname: \"/v1\"")]
    [InlineData("    protocol: ws")]
    [InlineData("    address: \"counter:{counterId}:orders\"")]
    [InlineData("    address: \"system:maintenance\"")]
    [InlineData("      - $ref: \"#/components/securitySchemes/bearer\"")]
    public void The_document_says(string line) => Assert.Contains(line, Lines);

    [Fact]
    public void Every_message_stands_in_it_with_who_may_send_it_and_what_must_be_confirmed()
    {
        foreach (var row in MessageCatalogue.All)
        {
            var start = Array.IndexOf(
                Lines,
                $"    {row.Type}:",
                Array.IndexOf(Lines, "components:")
            );
            Assert.NotEqual(-1, start);
            var lines = Lines
                .Skip(start + 1)
                .TakeWhile(line => line.StartsWith("      ", StringComparison.Ordinal))
                .ToList();
            Assert.Contains($"      name: {row.Type}", lines);
            Assert.Equal(row.FromClient, lines.Contains("      x-senders:"));
            Assert.Equal(
                row.FromClient,
                lines.Contains($"      x-rate-limited: {(row.Counted ? "true" : "false")}")
            );
            Assert.Equal(
                row.CriticalOn != ChannelKinds.None,
                lines.Contains("      x-ack-required-on:")
            );
        }
    }

    [Fact]
    public void No_line_is_longer_than_a_reader_bears_or_ends_in_space()
    {
        Assert.All(Lines, line => Assert.Equal(line.TrimEnd(), line));
        Assert.DoesNotContain(Lines, line => line.Contains('\t', StringComparison.Ordinal));
    }
}
