using System.Text.Json;
using TableTap.Protocol.Catalogue;
using TableTap.Protocol.Messages;

namespace TableTap.Protocol.Tests.Channels;

public sealed class ChannelRequestTests
{
    [Theory]
    [InlineData("\"cafe:a:general\"", "cafe:a:general", null)]
    [InlineData("{\"channel\":\"cafe:a:general\"}", "cafe:a:general", null)]
    [InlineData("{\"channel\":\"cafe:a:general\",\"afterSequence\":0}", "cafe:a:general", 0L)]
    [InlineData("{\"afterSequence\":41,\"later\":{\"a\":[1]},\"channel\":\"x\"}", "x", 41L)]
    [InlineData("{\"channel\":\"x\",\"afterSequence\":null}", "x", null)]
    [InlineData("{\"ch\\u0061nnel\":\"x\"}", "x", null)]
    public void An_entry_is_a_name_or_a_name_with_a_position(
        string json,
        string channel,
        long? after
    ) => Assert.Equal(new(channel, after), Read(json));

    [Theory]
    [InlineData("null")]
    [InlineData("5")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"channel\":5}")]
    [InlineData("{\"channel\":null}")]
    [InlineData("{\"afterSequence\":1}")]
    [InlineData("{\"channel\":\"x\",\"afterSequence\":-1}")]
    [InlineData("{\"channel\":\"x\",\"afterSequence\":1.5}")]
    [InlineData("{\"channel\":\"x\",\"afterSequence\":\"1\"}")]
    [InlineData("{\"channel\":\"x\",\"afterSequence\":99999999999999999999}")]
    public void Any_other_entry_is_refused(string json) =>
        Assert.Throws<JsonException>(() => Read(json));

    [Theory]
    [InlineData("\"cafe:a:general\"")]
    [InlineData("{\"channel\":\"cafe:a:general\",\"afterSequence\":0}")]
    public void An_entry_is_written_as_it_was_read(string json) =>
        Assert.Equal(
            json,
            JsonSerializer.Serialize(Read(json), ProtocolJson.Default.ChannelRequest)
        );

    private static ChannelRequest Read(string json) =>
        JsonSerializer.Deserialize(json, ProtocolJson.Default.ChannelRequest);
}
