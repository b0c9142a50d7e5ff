using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using TableTap.Protocol.Jose;
using TableTap.Server.Testing;
using TableTap.Storage.Sqlite;
using TableTap.Terms;
using TableTap.Testing;

namespace TableTap.Server.Tests.EndToEnd;

/// <summary>
/// The second layer of payment data and the server's signatures over real sockets: every reader gets its own form of a payment
/// message and the same bytes of all others, and npm's jose opens and verifies what the server sent (section 9).
/// </summary>
public sealed class EncryptedPaymentTests : IAsyncDisposable
{
    private const string Channel = "orders:customer:john";
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly ClientKeys _phone = new();
    private readonly ClientKeys _tablet = new();
    private TestServer? _server;
    private int _orders;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private TestServer Server => _server!;

    private string PhoneToken =>
        Server.Signed(
            $$"""{"sub":"john","role":"customer","cafe_id":"demo","enc_jwk":{{_phone.EncryptionJwk}}}"""
        );

    private string PlainToken => Server.Token("john", Role.Customer);

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _phone.Dispose();
        _tablet.Dispose();
    }

    [Fact]
    public async Task Every_reader_gets_payment_data_for_its_own_key_and_the_same_bytes_of_all_else()
    {
        await StartAsync("Always");
        await using var phone = await ListenAsync(PhoneToken);
        await using var tablet = await ListenAsync(PlainToken);
        await using var old = await ListenAsync(PlainToken);
        await tablet.SendAsync(
            $$$"""{"type":"encryption_key","data":{"jwk":{{{_tablet.EncryptionJwk}}}}}"""
        );
        var accepted = await tablet.ExpectAsync("encryption_key_accepted");
        Assert.Equal(_tablet.EncryptionKid, accepted.Data().Text("kid"));

        var orderId = await PaidOrderAsync();

        var heard = new List<List<JsonElement>>();
        foreach (var reader in new[] { phone, tablet, old })
        {
            heard.Add([
                await reader.ExpectAsync("order_created"),
                await reader.ExpectAsync("payment_processed"),
                await reader.ExpectAsync("order_status_changed"),
            ]);
        }

        Assert.All(
            heard,
            frames =>
            {
                Assert.Equal(heard[0][0].GetRawText(), frames[0].GetRawText());
                Assert.Equal(heard[0][2].GetRawText(), frames[2].GetRawText());
                Assert.Equal(heard[0][1].Text("messageId"), frames[1].Text("messageId"));
                Assert.Equal([1, 2, 3], frames.Select(frame => frame.Number("sequence")));
                Assert.Equal(orderId, frames[1].Data().Text("orderId"));
                Assert.Equal("success", frames[1].Data().Text("status"));
                Assert.DoesNotContain("3.50", frames[1].GetRawText(), StringComparison.Ordinal);
            }
        );
        AssertOpens(_phone, heard[0][1], orderId);
        AssertOpens(_tablet, heard[1][1], orderId);
        Assert.Null(_tablet.Open(heard[0][1]));
        Assert.Null(_phone.Open(heard[1][1]));
        Assert.Equal(
            $$"""{"orderId":"{{orderId}}","status":"success","encryptionRequired":true}""",
            heard[2][1].Data().GetRawText()
        );
    }

    [Theory]
    [InlineData("WhenKeyPresent", true)]
    [InlineData("Off", false)]
    public async Task Who_has_no_key_hears_the_document_where_the_setting_says_so(
        string setting,
        bool encrypts
    )
    {
        await StartAsync(setting);
        await using var phone = await ListenAsync(PhoneToken);
        await using var old = await ListenAsync(PlainToken);

        await PaidOrderAsync();

        var plain = await old.ExpectAsync("payment_processed");
        Assert.Equal("3.50", plain.Data().Raw("amount"));
        Assert.True(plain.Has("signature"));
        var own = await phone.ExpectAsync("payment_processed");
        Assert.Equal(encrypts, own.Data().Has("encrypted"));
        Assert.Equal(!encrypts, own.Data().Has("amount"));
    }

    [Fact]
    public async Task Events_over_HTTP_are_encrypted_to_the_tokens_key()
    {
        await StartAsync("Always");
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            $"/v1/events?channels={Channel}&token={PhoneToken}"
        );
        using var answer = await Server.Http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            Cancel
        );
        await using var stream = await answer.Content.ReadAsStreamAsync(Cancel);
        var orderId = await PaidOrderAsync();

        await foreach (var item in SseParser.Create(stream).EnumerateAsync(Cancel))
        {
            var frame = JsonDocument.Parse(item.Data).RootElement;
            if (frame.Text("type") == "payment_processed")
            {
                AssertOpens(_phone, frame, orderId);
                break;
            }
        }
    }

    [Fact]
    public async Task The_store_holds_payment_messages_encrypted()
    {
        await StartAsync("WhenKeyPresent");
        await PaidOrderAsync();
        await Server.StopAsync();

        var frames = Frames();
        var payment = Assert.Single(
            frames,
            frame => frame.Contains("\"payment_processed\"", StringComparison.Ordinal)
        );
        using var stored = JsonDocument.Parse(payment);
        Assert.Equal(
            ["orderId", "status", "encrypted"],
            stored.RootElement.Data().EnumerateObject().Select(field => field.Name)
        );
        Assert.Equal("""{"alg":"dir","enc":"A256GCM",""", Head(stored.RootElement)[..29]);

        // Nowhere in the files, the write-ahead log included.
        Assert.All(
            Directory.EnumerateFiles(Server.DataDirectory, "tabletap.db*"),
            file =>
                Assert.DoesNotContain(
                    "\"receiptUrl\"",
                    Encoding.Latin1.GetString(File.ReadAllBytes(file)),
                    StringComparison.Ordinal
                )
        );
    }

    [Fact]
    public async Task A_payment_message_that_was_changed_in_the_store_is_left_out_and_said_in_the_log()
    {
        await StartAsync("WhenKeyPresent");
        await PaidOrderAsync();
        await Server.StopAsync();
        Run(
            """
            UPDATE message SET frame = CAST(replace(CAST(frame AS TEXT), '"encrypted":"ey', '"encrypted":"eY') AS BLOB)
            """
        );
        await Server.RestartAsync();

        await using var phone = await ListenAsync(PhoneToken, after: 0);

        var message = await phone.ExpectAsync("message_replay");
        var payment = message
            .Data()
            .GetProperty("messages")
            .EnumerateArray()
            .Single(frame => frame.Text("type") == "payment_processed");
        Assert.True(payment.Data().Flag("encryptionRequired"));
        Assert.Contains(
            Server.Logs.Lines,
            line => line.Contains(payment.Text("messageId"), StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task What_was_told_under_old_keys_is_opened_and_verified_by_another_implementation()
    {
        var time = new FakeTimeProvider(Noon);
        _server = await TestServer.StartAsync(
            time,
            ("Security:PaymentEncryption", "Always"),
            ("Security:KeyRotation", "1h")
        );
        var before = await PaidOrderAsync();
        await Server.StopAsync();
        time.Advance(TimeSpan.FromHours(2));
        await Server.RestartAsync();
        var after = await PaidOrderAsync();

        await using var phone = await ListenAsync(PhoneToken, after: 0);
        var replay = await phone.ExpectAsync("message_replay");
        JsonElement[] frames = [.. replay.Data().GetProperty("messages").EnumerateArray()];
        var payments = frames.Where(frame => frame.Text("type") == "payment_processed").ToList();
        AssertOpens(_phone, payments[0], before);
        AssertOpens(_phone, payments[1], after);

        using var keys = await Server.SendAsync(HttpMethod.Get, "/.well-known/jwks.json");
        var jwks = JsonNode.Parse(await keys.Content.ReadAsStringAsync(Cancel))!;
        Assert.Equal(2, jwks["keys"]!.AsArray().Count);
        var epoch = Epoch();
        var signed = frames.Select(frame => Signed(frame, epoch)).ToList();
        var forged = signed.Select(one => one.DeepClone().AsObject()).ToList();
        forged.ForEach(one =>
            one["payload"] = ((string)one["payload"]!).Replace(
                "john",
                "jane",
                StringComparison.Ordinal
            )
        );
        var (answer, reason) = await SecondOpinion.AskAsync(
            new()
            {
                ["jwks"] = jwks,
                ["signatures"] = new JsonArray([.. signed, .. forged]),
                ["reader"] = _phone.PrivateJwk,
                ["texts"] = new JsonArray([
                    .. payments.Select(frame => (JsonNode)frame.Data().Text("encrypted")),
                ]),
            },
            "jose.mjs"
        );

        Assert.SkipUnless(answer is not null, reason);
        Assert.Equal(
            [.. signed.Select(_ => true), .. forged.Select(_ => false)],
            answer!["verified"]!.AsArray().Select(one => (bool)one!)
        );
        Assert.Equal(
            payments.Select(frame => _phone.Open(frame)!.Value.GetRawText()),
            answer["opened"]!.AsArray().Select(one => (string)one!)
        );
        Assert.Equal(
            2,
            signed.Select(one => DetachedSignature.KidOf((string)one["jws"]!)).Distinct().Count()
        );
    }

    [Fact]
    public async Task A_key_that_the_token_names_stays_and_one_that_is_given_holds_through_a_renewal()
    {
        await StartAsync("Always");
        await using var phone = await ListenAsync(PhoneToken);
        await phone.SendAsync(
            $$$"""{"type":"encryption_key","messageId":"k-1","data":{"jwk":{{{_tablet.EncryptionJwk}}}}}"""
        );
        var refused = await phone.ExpectAsync("error");
        Assert.Equal("CONFLICT", refused.Data().Text("code"));

        await using var tablet = await ListenAsync(PlainToken);
        await tablet.SendAsync(
            $$$"""{"type":"encryption_key","data":{"jwk":{{{_tablet.EncryptionJwk}}}}}"""
        );
        await tablet.ExpectAsync("encryption_key_accepted");
        await tablet.SendAsync(
            $$$"""{"type":"token_refresh","data":{"token":"{{{PlainToken}}}"}}"""
        );
        await tablet.ExpectAsync("token_refreshed");

        var orderId = await PaidOrderAsync();

        AssertOpens(_phone, await phone.ExpectAsync("payment_processed"), orderId);
        AssertOpens(_tablet, await tablet.ExpectAsync("payment_processed"), orderId);
    }

    private static void AssertOpens(ClientKeys keys, JsonElement message, string orderId)
    {
        Assert.Equal(
            ["orderId", "status", "encrypted"],
            message.Data().EnumerateObject().Select(field => field.Name)
        );
        Assert.False(message.Has("signature"));
        var content = keys.Open(message);
        Assert.NotNull(content);
        Assert.Equal(orderId, content.Value.Data().Text("orderId"));
        Assert.Equal("3.50", content.Value.Data().Raw("amount"));
        Assert.NotEmpty(content.Value.Text("signature"));
    }

    /// <summary>What of a message is signed, by the rules of the protocol page and not by the server's own code.</summary>
    private JsonObject Signed(JsonElement frame, string epoch)
    {
        var content = frame.Data().Has("encrypted") ? _phone.Open(frame)!.Value : frame;
        var form = new JsonObject
        {
            ["channel"] = frame.Text("channel"),
            ["data"] = JsonNode.Parse(content.Data().GetRawText()),
            ["epoch"] = epoch,
            ["messageId"] = frame.Text("messageId"),
            ["sequence"] = JsonNode.Parse(frame.Raw("sequence")),
            ["timestamp"] = frame.Text("timestamp"),
            ["type"] = frame.Text("type"),
        };
        return new()
        {
            ["jws"] = content.Text("signature"),
            ["payload"] = Encoding.UTF8.GetString(
                CanonicalJson.Of(Encoding.UTF8.GetBytes(form.ToJsonString()))
            ),
        };
    }

    private static string Head(JsonElement stored) =>
        Encoding.UTF8.GetString(
            System.Buffers.Text.Base64Url.DecodeFromChars(
                stored.Data().Text("encrypted").Split('.')[0]
            )
        );

    private async Task StartAsync(string setting) =>
        _server = await TestServer.StartAsync(("Security:PaymentEncryption", setting));

    private async Task<RawSocket> ListenAsync(string token, long? after = null)
    {
        var socket = await RawSocket.OpenAsync(Server.SocketUrl, headerToken: token);
        socket.Established = await socket.ExpectAsync("connection_established");
        await socket.SendAsync(
            after is null
                ? $$$"""{"type":"subscribe","data":{"channels":["{{{Channel}}}"]}}"""
                : $$$"""{"type":"reconnect","data":{"channels":["{{{Channel}}}"],"positions":{"{{{Channel}}}":{{{after}}}},"epoch":"{{{Epoch()}}}"}}"""
        );
        if (after is null)
        {
            await socket.ExpectAsync("subscription_confirmed");
        }

        return socket;
    }

    private async Task<string> PaidOrderAsync()
    {
        var number = ++_orders;
        var answer = await CommandAsync(
            PlainToken,
            $$$"""{"type":"order_create","messageId":"o-{{{number}}}","data":{"cafeId":"demo","orderType":"takeaway","paymentMethod":"card","items":[{"itemId":"cappuccino","quantity":1}]}}"""
        );
        var orderId = answer.Data().GetProperty("result").Text("orderId");
        await CommandAsync(
            Server.Token("bank", Role.Service),
            $$$"""{"type":"payment_record","messageId":"p-{{{number}}}","data":{"orderId":"{{{orderId}}}","method":"card","amount":3.50,"result":"success","providerEventId":"ev-{{{number}}}"}}"""
        );
        return orderId;
    }

    private async Task<JsonElement> CommandAsync(string token, string command)
    {
        using var response = await Server.SendAsync(
            HttpMethod.Post,
            "/v1/commands",
            token,
            command
        );
        var answer = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, answer);
        return JsonDocument.Parse(answer).RootElement;
    }

    private string Epoch() => (string)Ask("SELECT epoch FROM store").Single();

    private List<string> Frames() =>
        [.. Ask("SELECT CAST(frame AS TEXT) FROM message ORDER BY position").Cast<string>()];

    private List<object> Ask(string sql)
    {
        using var connection = Open();
        using var select = new Statement(connection, sql);
        using var rows = select.Read();
        var values = new List<object>();
        while (rows.Read())
        {
            values.Add(rows.GetValue(0));
        }

        return values;
    }

    private void Run(string sql)
    {
        using var connection = Open();
        Statement.Run(connection, sql);
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(
            $"Data Source={Path.Combine(Server.DataDirectory, "tabletap.db")};Pooling=False"
        );
        connection.Open();
        return connection;
    }
}
