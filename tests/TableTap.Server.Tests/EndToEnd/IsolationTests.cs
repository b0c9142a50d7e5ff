using System.Net.Http.Headers;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;
using TableTap.Protocol.Catalogue;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>
/// Every channel, command and state with everybody: each role, in the own café and in a foreign one, with and without a staff record, at
/// assigned, narrowed, covered and foreign counters, after a cover that ended. By socket, HTTP and stream of events; on subscribing, live
/// and in replay. What may be is generated out of the matrix below, which is the document's, and nothing else may pass.
/// </summary>
public sealed class IsolationTests : IAsyncLifetime
{
    /// <summary>The matrix of the document, as decisions read it: who hears which kind of channel, of whom.</summary>
    private static readonly (Role Role, string Kind, Reach Reach)[] Matrix =
    [
        (Role.Customer, "orders:customer:{}", Reach.Self),
        (Role.Customer, "cafe:{}:general", Reach.Cafe),
        (Role.Employee, "orders:employee:{}", Reach.Self),
        (Role.Employee, "counter:{}:orders", Reach.Counter),
        (Role.Employee, "counter:{}:status", Reach.Counter),
        (Role.Employee, "cafe:{}:staff", Reach.Cafe),
        (Role.Manager, "orders:employee:{}", Reach.Self),
        (Role.Manager, "counter:{}:orders", Reach.CafesCounter),
        (Role.Manager, "counter:{}:status", Reach.CafesCounter),
        (Role.Manager, "cafe:{}:general", Reach.Cafe),
        (Role.Manager, "cafe:{}:staff", Reach.Cafe),
        (Role.Manager, "cafe:{}:metrics", Reach.Cafe),
        (Role.Manager, "cafe:{}:alerts", Reach.Cafe),
        (Role.Admin, "orders:employee:{}", Reach.Self),
        (Role.Admin, "orders:employee:{}", Reach.Staff),
        (Role.Admin, "orders:customer:{}", Reach.Server),
        (Role.Admin, "orders:employee:{}", Reach.Server),
        (Role.Admin, "counter:{}:orders", Reach.CafesCounter),
        (Role.Admin, "counter:{}:status", Reach.CafesCounter),
        (Role.Admin, "cafe:{}:general", Reach.Cafe),
        (Role.Admin, "cafe:{}:staff", Reach.Cafe),
        (Role.Admin, "cafe:{}:metrics", Reach.Cafe),
        (Role.Admin, "cafe:{}:alerts", Reach.Cafe),
    ];

    /// <summary>Who may send a command at least, by section 4: c guests, e employees, m managers, a administrators, s back ends.</summary>
    private static readonly (string Command, string Senders, string Data)[] Commands =
    [
        (
            "order_create",
            "cema",
            """{"cafeId":"CAFE","items":[{"itemId":"no-such-item","quantity":1}],"orderType":"takeaway","paymentMethod":"cash"}"""
        ),
        ("order_status_update", "ema", """{"orderId":"ORDER","status":"preparing"}"""),
        (
            "order_item_update",
            "ema",
            """{"orderId":"ORDER","lineId":"no-such-line","status":"ready"}"""
        ),
        ("order_cancel", "cema", """{"orderId":"ORDER","reason":"other","expectedVersion":99}"""),
        (
            "order_priority_update",
            "ema",
            """{"orderId":"ORDER","priority":"high","reason":"remake","expectedVersion":99}"""
        ),
        ("order_reopen", "ema", """{"orderId":"ORDER","reason":"test","expectedVersion":99}"""),
        (
            "order_remake",
            "ema",
            """{"orderId":"ORDER","lineIds":["no-such-line"],"reason":"test","expectedVersion":99}"""
        ),
        (
            "order_reschedule",
            "cema",
            """{"orderId":"ORDER","scheduledFor":"2030-01-01T10:00:00Z","expectedVersion":99}"""
        ),
        ("course_fire", "ema", """{"orderId":"ORDER","course":2,"expectedVersion":99}"""),
        ("course_hold", "ema", """{"orderId":"ORDER","course":2,"expectedVersion":99}"""),
        ("order_note_add", "ema", """{"orderId":"ORDER","message":"test","expectedVersion":99}"""),
        (
            "order_assign",
            "ma",
            """{"orderId":"ORDER","counterId":"COUNTER","expectedVersion":99}"""
        ),
        (
            "payment_record",
            "emas",
            """{"orderId":"ORDER","method":"cash","amount":1.00,"result":"success","expectedVersion":99}"""
        ),
        (
            "refund_issue",
            "ma",
            """{"orderId":"ORDER","amount":1.00,"reason":"test","expectedVersion":99}"""
        ),
        (
            "refund_update",
            "mas",
            """{"orderId":"ORDER","refundId":"no-such-refund","status":"succeeded","reason":"test","expectedVersion":99}"""
        ),
        ("bill_open", "ema", """{"tableNumber":"no-such-table","cafeId":"CAFE"}"""),
        ("bill_join", "c", """{"tableNumber":"no-such-table","cafeId":"CAFE"}"""),
        ("bill_update", "ema", """{"billId":"no-such-bill","tableNumber":"1","cafeId":"CAFE"}"""),
        ("bill_split", "ema", """{"billId":"no-such-bill","ways":2,"cafeId":"CAFE"}"""),
        (
            "bill_pay",
            "ema",
            """{"billId":"no-such-bill","method":"cash","amount":1.00,"cafeId":"CAFE"}"""
        ),
        ("bill_close", "ema", """{"billId":"no-such-bill","cafeId":"CAFE"}"""),
        (
            "discount_apply",
            "ema",
            """{"orderId":"ORDER","discount":{"percent":100},"reason":"test","expectedVersion":99}"""
        ),
        (
            "discount_remove",
            "ema",
            """{"orderId":"ORDER","appliedId":"no-such-discount","reason":"test","expectedVersion":99}"""
        ),
        (
            "service_charge_remove",
            "ma",
            """{"orderId":"ORDER","reason":"test","expectedVersion":99}"""
        ),
        ("counter_status_update", "ma", """{"counterId":"COUNTER","status":"active"}"""),
        (
            "item_availability_update",
            "ema",
            """{"itemId":"latte","available":true,"cafeId":"CAFE"}"""
        ),
        ("intake_update", "ma", """{"mode":"normal","cafeId":"CAFE"}"""),
        ("orders_settle", "ma", """{"status":"completed","reason":"test","cafeId":"CAFE"}"""),
        ("voucher_pay", "cema", """{"code":"NO-CODE-0000","amount":1.00,"orderId":"ORDER"}"""),
        ("day_close", "ma", """{"expectedNumber":99,"cafeId":"CAFE"}"""),
        ("alert_acknowledge", "ma", """{"alertId":"no-such-alert","cafeId":"CAFE"}"""),
        (
            "alert_snooze",
            "ma",
            """{"alertId":"no-such-alert","until":"2099-01-15T11:00:00.000Z","cafeId":"CAFE"}"""
        ),
        ("announcement_publish", "ma", """{"audience":"staff","message":"test","cafeId":"CAFE"}"""),
        ("employee_clock_in", "ema", """{"cafeId":"CAFE"}"""),
        ("employee_clock_out", "ema", """{"employeeId":"nobody","cafeId":"CAFE"}"""),
        (
            "break_start",
            "ema",
            """{"breakType":"rest","duration":5,"employeeId":"nobody","cafeId":"CAFE"}"""
        ),
        ("break_end", "ema", """{"employeeId":"nobody","cafeId":"CAFE"}"""),
        ("order_rate", "c", """{"orderId":"ORDER","stars":5}"""),
    ];

    /// <summary>Who reads which state over HTTP, of own cafés.</summary>
    private static readonly (string State, string Readers)[] States =
    [
        ("menu", "cemas"),
        ("board", "cemas"),
        ("wait-time", "cemas"),
        ("counters", "cemas"),
        ("orders", "cemas"),
        ("orders.csv", "mas"),
        ("bills", "cemas"),
        ("taxes", "mas"),
        ("closings", "mas"),
        ("closings/current", "mas"),
        ("staff", "ema"),
        ("undelivered", "ema"),
        ("metrics", "ma"),
        ("metrics/history", "ma"),
        ("file", "ma"),
        ("alerts", "ma"),
        ("refunds", "mas"),
    ];

    /// <summary>What is published to a kind of channel, to hear who hears it.</summary>
    private static readonly (string Kind, string Sample)[] Samples =
    [
        ("orders:customer:{}", "order_status_changed"),
        ("counter:{}:orders", "order_status_changed"),
        ("counter:{}:status", "counter_status_changed"),
        ("cafe:{}:general", "announcement"),
        ("cafe:{}:staff", "announcement"),
        ("cafe:{}:metrics", "metrics_update"),
        ("cafe:{}:alerts", "alert"),
    ];

    private static readonly Dictionary<string, string[]> Cafes = new()
    {
        ["demo"] = ["espresso", "cold", "kitchen"],
        ["other"] = ["espresso2", "cold2", "kitchen2"],
    };

    private readonly List<string> _wrong = [];
    private TestServer _server = null!;
    private int _tried;
    private int _ids;

    private enum Reach
    {
        Self,
        Counter,
        Cafe,
        CafesCounter,
        Staff,
        Server,
    }

    public async ValueTask InitializeAsync()
    {
        _server = await TestServer.StartAsync([
            .. TestServer.Quiet,
            ("Limits:MessagesPerMinute", "100000"),
            ("Limits:VouchersPerMinute", "1000"),
            ("Limits:PublishesPerMinute", "1000"),
        ]);
        var root = _server.Token("root", Role.Admin);
        using var export = await _server.SendAsync(HttpMethod.Get, "/v1/admin/cafes/demo", root);
        var file = await export.Content.ReadAsStringAsync(Cancel);
        // Ids of counters and people are unique per server.
        file = Cafes["demo"]
            .Concat(["anna", "ben", "chloe", "maya"])
            .Aggregate(file, (text, id) => text.Replace(id, $"{id}2", StringComparison.Ordinal))
            .Replace("id: demo", "id: other", StringComparison.Ordinal);
        using var import = new HttpRequestMessage(HttpMethod.Put, "/v1/admin/cafes/other");
        import.Headers.Authorization = new AuthenticationHeaderValue("Bearer", root);
        import.Content = new StringContent(file, null, "application/yaml");
        using var imported = await _server.Http.SendAsync(import, Cancel);
        Assert.True(
            imported.IsSuccessStatusCode,
            await imported.Content.ReadAsStringAsync(Cancel) + file
        );
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Only_what_the_matrix_allows_passes()
    {
        Assert.Equal(
            MessageCatalogue
                .All.Where(row => row.Kind == MessageKind.Command)
                .Select(row => row.Type)
                .Order(),
            Commands.Select(row => row.Command).Order()
        );

        // Chloe covers Ben while he has a break; Ben covered Anna, which is over.
        await DoAsync(
            "maya",
            Role.Manager,
            "break_start",
            """{"breakType":"rest","duration":10,"employeeId":"anna","coveringEmployees":["ben"]}"""
        );
        await DoAsync("maya", Role.Manager, "break_end", """{"employeeId":"anna"}""");
        await DoAsync(
            "maya",
            Role.Manager,
            "break_start",
            """{"breakType":"rest","duration":10,"employeeId":"ben","coveringEmployees":["chloe"]}"""
        );
        var orders = new Dictionary<string, string>
        {
            ["demo"] = await OrderAsync("gina", "demo"),
            ["other"] = await OrderAsync("gus", "other"),
        };
        var everybody = Everybody();
        var channels = Channels(everybody);
        var sockets = new List<(Person Who, ClientWebSocket Socket)>();
        foreach (var who in everybody)
        {
            sockets.Add((who, await SubscribeAsync(who, channels)));
        }

        await PublishAsync("demo", channels);
        await PublishAsync("other", channels);
        foreach (var (who, socket) in sockets)
        {
            using (socket)
            {
                await HearAsync(who, socket, channels);
                await CommandsAsync(who, socket, orders);
            }

            await ReplayAsync(who, channels);
            await EventsAsync(who, channels);
            await StatesAsync(who);
        }

        TestContext.Current.SendDiagnosticMessage(
            $"{_tried} combinations tried, {_wrong.Count} wrong"
        );
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{_tried} combinations tried, {_wrong.Count} wrong"
        );
        Assert.True(
            _wrong.Count == 0,
            $"{_wrong.Count} of {_tried}:\n" + string.Join('\n', _wrong.Take(40))
        );
        Assert.True(_tried > 3_000, $"{_tried} combinations");
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private List<Person> Everybody() =>
        [
            .. from cafe in Cafes.Keys
            from role in new[]
            {
                Role.Customer,
                Role.Employee,
                Role.Manager,
                Role.Admin,
                Role.Service,
            }
            select new Person($"no-{role}-{cafe}".ToLowerInvariant(), role, [cafe]),
            new("gina", Role.Customer, ["demo"]),
            new("gus", Role.Customer, ["other"]),
            new("both", Role.Customer, ["demo", "other"]),
            new("anna", Role.Employee, ["demo"]) { Record = "demo", Counters = ["espresso"] },
            new("anna", Role.Employee, ["other"]),
            new("ben", Role.Employee, ["demo"]) { Record = "demo", Counters = ["cold"] },
            new("ben", Role.Employee, ["demo"])
            {
                Record = "demo",
                Narrowed = ["kitchen", "espresso"],
            },
            new("chloe", Role.Employee, ["demo"])
            {
                Record = "demo",
                Counters = ["kitchen", "cold"],
            },
            new("chloe", Role.Employee, ["demo"])
            {
                Record = "demo",
                Narrowed = ["espresso"],
                Counters = ["cold"],
            },
            new("maya", Role.Manager, ["demo"]) { Record = "demo" },
            new("maya", Role.Manager, ["other"]),
            new("maya", Role.Manager, ["demo", "other"]) { Record = "demo" },
            new("anna2", Role.Employee, ["other"]) { Record = "other", Counters = ["espresso2"] },
            new("anna2", Role.Employee, ["demo"]),
            new("maya2", Role.Manager, ["other"]) { Record = "other" },
            new("root-2", Role.Admin, []),
            new("both-admin", Role.Admin, ["demo", "other"]),
        ];

    private static List<string> Channels(List<Person> everybody) =>
        [
            .. Cafes
                .Keys.Append("nowhere")
                .SelectMany(cafe =>
                    new[] { "general", "staff", "metrics", "alerts" }.Select(kind =>
                        $"cafe:{cafe}:{kind}"
                    )
                ),
            .. Cafes
                .Values.SelectMany(ids => ids)
                .Append("nothing")
                .SelectMany(id => new[] { $"counter:{id}:orders", $"counter:{id}:status" }),
            .. everybody
                .Select(who => who.User)
                .Distinct()
                .SelectMany(id => new[] { $"orders:customer:{id}", $"orders:employee:{id}" }),
        ];

    /// <summary>The answer of the matrix.</summary>
    private static bool May(Person who, string channel)
    {
        var parts = channel.Split(':');
        var (id, kind) =
            parts[0] == "orders"
                ? (parts[2], $"orders:{parts[1]}:{{}}")
                : (parts[1], $"{parts[0]}:{{}}:{parts[2]}");
        var own = who.Cafes.Length == 0 && who.Role == Role.Admin ? [.. Cafes.Keys] : who.Cafes;
        string[] holding = who.Role is Role.Employee or Role.Manager
            ? [.. own.Where(cafe => cafe == who.Record)]
            : own;
        return Matrix
            .Where(row => row.Role == who.Role && row.Kind == kind)
            .Any(row =>
                row.Reach switch
                {
                    Reach.Self => id == who.User && holding.Length > 0,
                    Reach.Cafe => holding.Contains(id),
                    Reach.Counter => holding.Length > 0 && who.Counters.Contains(id),
                    Reach.CafesCounter => holding.Any(cafe => Cafes[cafe].Contains(id)),
                    Reach.Staff => id is "anna" or "ben" or "chloe" or "maya"
                        && holding.Contains("demo")
                        || id is "anna2" or "ben2" or "chloe2" or "maya2"
                            && holding.Contains("other"),
                    _ => holding.Length == Cafes.Count,
                }
            );
    }

    private async Task<ClientWebSocket> SubscribeAsync(Person who, List<string> channels)
    {
        var socket = await _server.ConnectAsync(TokenOf(who));
        await socket.ReadAsync("connection_established");
        await socket.SendAsync(
            $$$"""{"type":"subscribe","data":{"channels":[{{{Quoted(channels)}}}]}}"""
        );
        Compare(
            who,
            "subscribe",
            channels,
            Confirmed(await socket.ReadAsync("subscription_confirmed"))
        );
        return socket;
    }

    private async Task HearAsync(Person who, ClientWebSocket socket, List<string> channels)
    {
        const int Rounds = 200;
        var expected = channels.Where(one => IsPublished(one) && May(who, one)).ToHashSet();
        var heard = new HashSet<string>();
        var rounds = 0;
        await socket.SendAsync("""{"type":"ping"}""");
        while (true)
        {
            var frame = await socket.ReadAsync();
            if (frame.TryGetProperty("channel", out var channel))
            {
                heard.Add(channel.GetString()!);
            }
            else if (frame.GetProperty("type").GetString() == "pong")
            {
                if (heard.IsSupersetOf(expected) || ++rounds == Rounds)
                {
                    break;
                }

                await socket.SendAsync("""{"type":"ping"}""");
            }
        }

        Compare(who, "live", [.. channels.Where(IsPublished)], [.. heard.Where(IsPublished)]);
    }

    private async Task ReplayAsync(Person who, List<string> channels)
    {
        using var socket = await _server.ConnectAsync(TokenOf(who));
        await socket.ReadAsync("connection_established");
        var positions = string.Join(',', channels.Select(one => $"\"{one}\":0"));
        await socket.SendAsync(
            $$$"""{"type":"reconnect","data":{"positions":{ {{{positions}}} },"channels":[{{{Quoted(channels)}}}]}}"""
        );
        var heard = new HashSet<string>();
        while (true)
        {
            var page = (await socket.ReadAsync("message_replay")).GetProperty("data");
            heard.UnionWith(
                page.GetProperty("messages")
                    .EnumerateArray()
                    .Select(one => one.GetProperty("channel").GetString()!)
            );
            if (!page.GetProperty("hasMore").GetBoolean())
            {
                break;
            }
        }

        Compare(who, "replay", [.. channels.Where(IsPublished)], [.. heard.Where(IsPublished)]);
    }

    private async Task EventsAsync(Person who, List<string> channels)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            $"/v1/events?channels={string.Join(',', channels)}"
        );
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", TokenOf(who));
        using var response = await _server.Http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            Cancel
        );
        HashSet<string> heard = [];
        if (response.IsSuccessStatusCode)
        {
            using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));
            // The line beats: what is waited for has one bound over all that comes.
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
            bound.CancelAfter(Patience.Bound);
            while (await reader.ReadLineAsync(bound.Token) is { } line)
            {
                if (
                    line.StartsWith("data:", StringComparison.Ordinal)
                    && line.Contains("subscription_confirmed", StringComparison.Ordinal)
                )
                {
                    heard = Confirmed(Json(line[5..]));
                    break;
                }
            }
        }

        Compare(who, "events", channels, heard);
    }

    private async Task CommandsAsync(
        Person who,
        ClientWebSocket socket,
        Dictionary<string, string> orders
    )
    {
        foreach (var cafe in Cafes.Keys)
        {
            foreach (var (command, senders, data) in Commands)
            {
                var filled = data.Replace("CAFE", cafe, StringComparison.Ordinal)
                    .Replace("ORDER", orders[cafe], StringComparison.Ordinal)
                    .Replace("COUNTER", Cafes[cafe][2], StringComparison.Ordinal);
                await socket.SendAsync(Frame(command, filled, out var id));
                JsonElement answer;
                do
                {
                    answer = await socket.ReadAsync();
                } while (
                    !(
                        answer.TryGetProperty("correlationId", out var about)
                        && about.GetString() == id
                    )
                );

                Judge(who, "socket", command, senders, cafe, CodeOf(answer.GetProperty("data")));
                using var http = await _server.SendAsync(
                    HttpMethod.Post,
                    "/v1/commands",
                    TokenOf(who),
                    Frame(command, filled, out _)
                );
                var body = Json(await http.Content.ReadAsStringAsync(Cancel));
                Judge(
                    who,
                    "http",
                    command,
                    senders,
                    cafe,
                    body.TryGetProperty("code", out var code) ? code.GetString() : null
                );
            }
        }
    }

    private async Task StatesAsync(Person who)
    {
        foreach (var cafe in Cafes.Keys.Append("nowhere"))
        {
            foreach (var (state, readers) in States)
            {
                using var answer = await _server.SendAsync(
                    HttpMethod.Get,
                    $"/v1/cafes/{cafe}/{state}",
                    TokenOf(who)
                );
                var expected =
                    !Holds(who, cafe) ? 404
                    : readers.Contains(Letter(who.Role), StringComparison.Ordinal) ? 200
                    : 403;
                // Whoever may not read such a state at all is told either.
                Note(
                    (int)answer.StatusCode == expected
                        || expected == 404 && (int)answer.StatusCode == 403,
                    $"{who} reads {cafe}/{state}: {(int)answer.StatusCode}, not {expected}"
                );
            }
        }
    }

    private void Judge(
        Person who,
        string way,
        string command,
        string senders,
        string cafe,
        string? code
    )
    {
        var roleMay = senders.Contains(Letter(who.Role), StringComparison.Ordinal);
        var own = who.Cafes.Contains(cafe) || who is { Role: Role.Admin, Cafes.Length: 0 };
        var right =
            !roleMay ? code == "INSUFFICIENT_PERMISSIONS"
            : !own
                ? code == "NOT_FOUND"
                    // Whose role holds nowhere is refused before an order is looked for.
                    || code == "INSUFFICIENT_PERMISSIONS" && !Cafes.Keys.Any(one => Holds(who, one))
            : !Holds(who, cafe) ? code == "INSUFFICIENT_PERMISSIONS"
            : who.Role == Role.Customer
            && command is "order_cancel" or "order_rate"
            && who.User is not ("gina" or "gus")
                ? code == "NOT_FOUND"
            : code != "AUTHENTICATION_FAILED"
                && (
                    code != "INSUFFICIENT_PERMISSIONS"
                    || who.Role == Role.Employee && IsOfManagers(command)
                );
        Note(right, $"{who} sends {command} to {cafe} by {way}: {code ?? "done"}");
    }

    /// <summary>An employee may send these, but not for everybody or everywhere.</summary>
    private static bool IsOfManagers(string command) =>
        command
            is "employee_clock_out"
                or "break_start"
                or "break_end"
                or "order_status_update"
                or "order_item_update";

    private static bool Holds(Person who, string cafe) =>
        Cafes.ContainsKey(cafe)
        && (who.Cafes.Contains(cafe) || who is { Role: Role.Admin, Cafes.Length: 0 })
        && (who.Role is not (Role.Employee or Role.Manager) || who.Record == cafe);

    private static char Letter(Role role) => role.ToString().ToLowerInvariant()[0];

    private static bool IsPublished(string channel) =>
        !channel.Contains(":no", StringComparison.Ordinal)
        && !channel.StartsWith("orders:employee", StringComparison.Ordinal)
        && (
            !channel.StartsWith("orders:customer", StringComparison.Ordinal)
            || channel.EndsWith(":gina", StringComparison.Ordinal)
            || channel.EndsWith(":gus", StringComparison.Ordinal)
        );

    private async Task PublishAsync(string cafe, List<string> channels)
    {
        var own = Cafes[cafe].Append(cafe).Append(cafe == "demo" ? "gina" : "gus").ToHashSet();
        var messages = new List<string>();
        foreach (
            var channel in channels
                .Where(IsPublished)
                .Where(one => one.Split(':').Any(own.Contains))
        )
        {
            var (_, type) = Samples.First(one =>
                one.Kind.Split("{}") is [var start, var end]
                && channel.StartsWith(start, StringComparison.Ordinal)
                && channel.EndsWith(end, StringComparison.Ordinal)
            );
            var sample = JsonNode.Parse(Fixture.Of(type).Frame.Span)!.AsObject();
            messages.Add(
                $$"""{"type":"{{type}}","channel":"{{channel}}","messageId":"p-{{++_ids}}","data":{{sample["data"]!.ToJsonString()}}}"""
            );
        }

        using var answer = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/publish",
            _server.Token("pos", Role.Service, cafe),
            $$"""{"messages":[{{string.Join(',', messages)}}]}"""
        );
        var told = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(
            answer.IsSuccessStatusCode && !told.Contains("\"error\"", StringComparison.Ordinal),
            told
        );
    }

    private async Task<string> OrderAsync(string guest, string cafe)
    {
        using var answer = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            _server.Token(guest, Role.Customer, cafe),
            Frame(
                "order_create",
                $$"""{"cafeId":"{{cafe}}","items":[{"itemId":"still-water","quantity":1}],"orderType":"takeaway","paymentMethod":"cash"}""",
                out _
            )
        );
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!["data"]!["result"]!["orderId"]!.GetValue<string>();
    }

    private async Task DoAsync(string user, Role role, string command, string data)
    {
        using var answer = await _server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            _server.Token(user, role),
            Frame(command, data, out _)
        );
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    private string Frame(string command, string data, out string id)
    {
        id = $"c-{++_ids}";
        return $$"""{"type":"{{command}}","messageId":"{{id}}","data":{{data}}}""";
    }

    private string TokenOf(Person who)
    {
        var cafes = string.Join(',', who.Cafes.Select(cafe => $"\"{cafe}\""));
        var counters = who.Narrowed is { } only ? $",\"counters\":[{Quoted(only)}]" : "";
        var cafe = who.Cafes.Length == 0 ? "" : $",\"cafe_id\":[{cafes}]";
        return _server.Signed(
            $$"""{"sub":"{{who.User}}","role":"{{who.Role.Word}}"{{cafe}}{{counters}}}"""
        );
    }

    private void Compare(Person who, string way, List<string> channels, HashSet<string> heard)
    {
        foreach (var channel in channels)
        {
            Note(
                heard.Contains(channel) == May(who, channel),
                $"{who} {way} {channel}: {(heard.Contains(channel) ? "heard" : "not heard")}"
            );
        }
    }

    private void Note(bool right, string what)
    {
        _tried++;
        if (!right)
        {
            _wrong.Add(what);
        }
    }

    private static JsonElement Json(string text)
    {
        using var document = JsonDocument.Parse(text);
        return document.RootElement.Clone();
    }

    private static string Quoted(IEnumerable<string> texts) =>
        string.Join(',', texts.Select(text => $"\"{text}\""));

    private static HashSet<string> Confirmed(JsonElement frame) =>
        [
            .. frame
                .GetProperty("data")
                .GetProperty("channels")
                .EnumerateArray()
                .Select(one => one.GetString()!),
        ];

    private static string? CodeOf(JsonElement data) =>
        data.TryGetProperty("error", out var error) ? error.GetProperty("code").GetString() : null;

    private sealed record Person(string User, Role Role, string[] Cafes)
    {
        /// <summary>The café whose record has them.</summary>
        public string? Record { get; init; }

        /// <summary>The counters that are theirs: of the record, narrowed by the token, and covered now.</summary>
        public string[] Counters { get; init; } = [];

        /// <summary>The token's <c>counters</c>.</summary>
        public string[]? Narrowed { get; init; }

        public override string ToString() =>
            $"{Role} {User} of {string.Join('+', Cafes)}{(Narrowed is null ? "" : " narrowed")}";
    }
}
