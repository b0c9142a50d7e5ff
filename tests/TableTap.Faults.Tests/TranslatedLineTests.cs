using System.Text;
using TableTap.Faults.Line;

namespace TableTap.Faults.Tests;

public sealed class TranslatedLineTests
{
    private const int Most = 5;
    private static readonly Dictionary<int, int> Ports = new() { [40001] = 50001, [40002] = 50002 };

    /// <summary>What Redis answers where it tells its clients where to connect.</summary>
    public static TheoryData<string, string> Answers { get; } =
        new()
        {
            {
                "*2\r\n$9\r\n127.0.0.1\r\n$5\r\n40001\r\n",
                "*2\r\n$9\r\n127.0.0.1\r\n$5\r\n50001\r\n"
            },
            {
                "$42\r\ntabletap 127.0.0.1 40001 127.0.0.1 40002\r\n",
                "$42\r\ntabletap 127.0.0.1 50001 127.0.0.1 50002\r\n"
            },
            {
                "$2\r\nip\r\n$9\r\n127.0.0.1\r\n$4\r\nport\r\n$5\r\n40002\r\n$5\r\nrunid",
                "$2\r\nip\r\n$9\r\n127.0.0.1\r\n$4\r\nport\r\n$5\r\n50002\r\n$5\r\nrunid"
            },
            {
                "master_host:127.0.0.1\r\nmaster_port:40001\r\noffset:40001\r\n",
                "master_host:127.0.0.1\r\nmaster_port:50001\r\noffset:40001\r\n"
            },
            {
                "slave0:ip=127.0.0.1,port=40002,state=online,offset=40001\r\n",
                "slave0:ip=127.0.0.1,port=50002,state=online,offset=40001\r\n"
            },
            {
                "*4\r\n:0\r\n:5460\r\n*3\r\n$9\r\n127.0.0.1\r\n:40001\r\n$40\r\n",
                "*4\r\n:0\r\n:5460\r\n*3\r\n$9\r\n127.0.0.1\r\n:50001\r\n$40\r\n"
            },
            {
                "e7d1 127.0.0.1:40001@40002 myself,master - 0 1 1 connected 0-5460\n",
                "e7d1 127.0.0.1:50001@40002 myself,master - 0 1 1 connected 0-5460\n"
            },
            { "-MOVED 3999 127.0.0.1:40002\r\n", "-MOVED 3999 127.0.0.1:50002\r\n" },
        };

    /// <summary>What looks like it and is not.</summary>
    public static TheoryData<string> Others { get; } =
    [
        "{\"sequence\":40001,\"price\":40002}",
        "127.0.0.1:400010\r\n",
        "127.0.0.1:4000\r\n",
        "127.0.0.1:40003\r\n",
        "127.0.0.11:40001\r\n",
        "127.0.0.2:40001\r\n",
        "127.0.0.1 and much later than that 40001\r\n",
        "127.0.0.1 55555 40001\r\n",
        "127.0.0.1:40001",
    ];

    [Theory]
    [MemberData(nameof(Answers))]
    public void The_port_of_an_address_is_that_of_its_line_wherever_a_piece_ends(
        string answer,
        string expected
    )
    {
        for (var at = 0; at <= answer.Length; at++)
        {
            Assert.Equal(expected, Pass(answer[..at], answer[at..]));
        }

        Assert.Equal(expected, Pass([.. answer.Select(one => new string(one, 1))]));
    }

    [Theory]
    [MemberData(nameof(Others))]
    public void Every_other_byte_stays_as_it_is(string text) =>
        Assert.Equal(text, Pass([.. text.Select(one => new string(one, 1))]));

    [Fact]
    public void Bytes_that_are_no_text_stay_as_they_are()
    {
        var (random, line) = (new Random(7), new TranslatedLine(Ports));
        var (sent, passed) = (new List<byte>(), new List<byte>());
        for (var piece = 0; piece < 200; piece++)
        {
            var bytes = new byte[random.Next(1, 300)];
            random.NextBytes(bytes);
            sent.AddRange(bytes);
            passed.AddRange(line.Pass(bytes));
        }

        passed.AddRange(line.Rest());
        Assert.Equal(sent, passed);
    }

    // No more than so many bytes wait at any time.
    private static string Pass(params string[] pieces)
    {
        var line = new TranslatedLine(Ports);
        var (sent, passed) = (0, new List<byte>());
        foreach (var piece in pieces)
        {
            sent += piece.Length;
            passed.AddRange(line.Pass(Encoding.ASCII.GetBytes(piece)));
            Assert.InRange(sent - passed.Count, 0, Most);
        }

        passed.AddRange(line.Rest());
        return Encoding.ASCII.GetString([.. passed]);
    }
}
