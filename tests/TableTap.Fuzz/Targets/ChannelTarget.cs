using System.Text;
using TableTap.Protocol.Channels;

namespace TableTap.Fuzz.Targets;

/// <summary>Names and patterns of channels, a line each: what is read is written in one way only.</summary>
internal static class ChannelTarget
{
    public static FuzzTarget Target { get; } =
        new(
            "channel",
            () =>
                ChannelName
                    .Templates.SelectMany(one =>
                        new[] { one.Text, one.Text.Replace("{id}", "a-1_B") }
                    )
                    .Append("orders:*")
                    .Append("cafe:one:*")
                    .Select(Encoding.UTF8.GetBytes),
            Try
        );

    private static void Try(byte[] input)
    {
        var text = Encoding.UTF8.GetString(input);
        if (ChannelName.TryParse(text, out var name))
        {
            BrokenRuleException.Unless(
                name.Text == text && ChannelName.Of(name.Kind, name.Id) == name,
                "A channel has one spelling."
            );
        }

        if (ChannelPattern.TryParse(text, out var pattern))
        {
            BrokenRuleException.Unless(pattern!.Text == text, "A pattern has one spelling.");
        }
    }
}
