using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using TableTap.Cli.Printing;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Cli.Tests.Printing;

/// <summary>A café with a printer at its espresso bar, and a directory for the file of an agent.</summary>
internal sealed class PrintRoom : IAsyncDisposable
{
    private const string Counter = "espresso";

    private readonly TemporaryDirectory _directory = new();
    private int _ids;

    private PrintRoom(TestServer server) => Server = server;

    public TestServer Server { get; }

    public FakePrinter Printer { get; } = new();

    /// <summary>The file of the agent.</summary>
    public string StateFile => Path.Combine(_directory.Path, "print.json");

    /// <summary>A file with a token of a manager.</summary>
    public string TokenFile
    {
        get
        {
            var path = Path.Combine(_directory.Path, "token");
            File.WriteAllText(path, Server.Token("maya", Role.Manager));
            return path;
        }
    }

    public static async Task<PrintRoom> OpenAsync() => new(await TestServer.StartAsync());

    /// <summary>Starts an agent that loses no time.</summary>
    public RunningAgent Start(TimeSpan? grace = null) =>
        new(
            this,
            new()
            {
                Server = Server.Url,
                CounterId = Counter,
                LookEvery = TimeSpan.FromMilliseconds(50),
                Grace = grace ?? Patience.Bound,
                FirstPause = TimeSpan.FromMilliseconds(10),
                LongestPause = TimeSpan.FromMilliseconds(100),
            }
        );

    /// <summary>The arguments of an agent, or of what stands in for it.</summary>
    public string[] CommandLine(params string[] more) =>
        CommandLine(["--token-file", TokenFile], more);

    /// <summary>The arguments of an agent that makes its token with the key of the data directory.</summary>
    public string[] CommandLineWithKey(params string[] more) =>
        CommandLine(["--data", Server.DataDirectory], more);

    private string[] CommandLine(string[] who, string[] more) =>
        [
            "print",
            "--counter",
            Counter,
            "--printer",
            $"tcp://127.0.0.1:{Printer.Port}",
            "--url",
            Server.Url.ToString(),
            .. who,
            "--state",
            StateFile,
            .. more,
        ];

    /// <summary>An order at a table that the counters get at once: its id and its number.</summary>
    public async Task<(string OrderId, string Number)> OrderAsync(
        string items = """{"itemId":"cappuccino","quantity":1}"""
    )
    {
        var made = await DoAsync(
            "order_create",
            $$"""{"cafeId":"demo","orderType":"dine-in","tableNumber":"4","paymentMethod":"cash","items":[{{items}}]}"""
        );
        var result = made.GetProperty("data").GetProperty("result");
        var orderId = result.GetProperty("orderId").GetString()!;
        await DoAsync(
            "order_status_update",
            $$"""{"orderId":"{{orderId}}","status":"confirmed","reason":"at the table"}"""
        );
        return (orderId, result.GetProperty("orderNumber").GetString()!);
    }

    /// <summary>A command of a manager.</summary>
    public async Task<JsonElement> DoAsync(string type, string data)
    {
        using var response = await Server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            Server.Token("maya", Role.Manager),
            $$"""{"type":"{{type}}","messageId":"print-{{Interlocked.Increment(ref _ids)}}","data":{{data}}}"""
        );
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>What is read of an address by somebody.</summary>
    public async Task<JsonElement> ReadAsync(string user, Role role, string path)
    {
        using var response = await Server.SendAsync(HttpMethod.Get, path, Server.Token(user, role));
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text).RootElement;
    }

    /// <summary>Waits until so many slips were cut off.</summary>
    public Task PrintedAsync(int slips) => Patience.UntilAsync(() => Printer.Slips.Count >= slips);

    public async ValueTask DisposeAsync()
    {
        await Printer.DisposeAsync();
        await Server.DisposeAsync();
        _directory.Dispose();
    }

    /// <summary>An agent in this process.</summary>
    internal sealed class RunningAgent : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Lines _error = new();
        private readonly PrintJournal _journal;
        private readonly OpenOrders _orders;

        public RunningAgent(PrintRoom room, PrintAgentOptions options)
        {
            var time = TimeProvider.System;
            var pages = CodePages.Read(CodePages.Usual)!;
            var layout = new SlipLayout(42, SlipWords.ByLanguage["en"], pages, TimeZoneInfo.Utc);
            _journal = PrintJournal.Open(room.StateFile, options.CounterId);
            var voice = new PrintVoice(TextWriter.Null, _error, room.StateFile, time);
            ValueTask<string> Token(CancellationToken cancel) =>
                new(room.Server.Token("maya", Role.Manager));
            _orders = new OpenOrders(
                room.Server.Url,
                Token,
                (response, cancel) => response.Content.ReadAsStringAsync(cancel)
            );
            var printer = new NetworkPrinter(
                new()
                {
                    Host = "127.0.0.1",
                    Port = room.Printer.Port,
                    Patience = Patience.Bound,
                    AskEvery = TimeSpan.FromMilliseconds(20),
                    DonePatience = Patience.Bound,
                },
                time
            );
            var desk = new PrintDesk(
                options,
                _journal,
                printer,
                new SlipPress(layout, pages, new()),
                voice,
                time
            );
            Done = new PrintAgent(options, _journal, desk, _orders, Token, voice, time).RunAsync(
                _stop.Token
            );
        }

        /// <summary>Ends when the agent ends.</summary>
        public Task Done { get; }

        /// <summary>What it said was wrong.</summary>
        public string Error => _error.Text;

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await Done;
            _orders.Dispose();
            _journal.Dispose();
            _stop.Dispose();
            await _error.DisposeAsync();
        }
    }

    /// <summary>Lines that one task writes and another reads.</summary>
    private sealed class Lines : TextWriter
    {
        private readonly ConcurrentQueue<string> _lines = new();

        public string Text => string.Join('\n', _lines);

        public override Encoding Encoding => Encoding.UTF8;

        public override void WriteLine(string? value) => _lines.Enqueue(value ?? "");
    }
}
