using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TableTap.Server.Tests.Vouchers;

/// <summary>
/// An issuer of vouchers on loopback, as docs/protocol.md asks it to be: what it does is known by the payment's id, each thing once. What
/// goes wrong is planned by the test, request by request.
/// </summary>
internal sealed class FakeIssuer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, decimal> _balances = new() { ["GIFT-0000-1234"] = 10m };
    private readonly Dictionary<string, (string State, decimal Amount, string Code)> _known = [];
    private readonly ConcurrentQueue<string> _planned = new();

    private FakeIssuer(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    /// <summary>The bodies of what it was asked, in their order.</summary>
    public ConcurrentQueue<(string Body, string Signature)> Asked { get; } = new();

    public decimal Balance
    {
        get
        {
            lock (_gate)
            {
                return _balances["GIFT-0000-1234"];
            }
        }
    }

    public decimal Captured
    {
        get
        {
            lock (_gate)
            {
                return _known.Values.Where(one => one.State == "captured").Sum(one => one.Amount);
            }
        }
    }

    public static async Task<FakeIssuer> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var issuer = new FakeIssuer(app);
        app.Run(issuer.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return issuer;
    }

    /// <summary>What happens to the next requests: <c>fail</c> does nothing and answers 500, <c>lose</c> does it and gives no answer, <c>hang</c> does it and answers nothing for as long as somebody waits, <c>twice</c> does it two times.</summary>
    public void Plan(params string[] what)
    {
        foreach (var one in what)
        {
            _planned.Enqueue(one);
        }
    }

    public bool IsDead { get; set; }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        Asked.Enqueue((body, context.Request.Headers["TableTap-Signature"].ToString()));
        _planned.TryDequeue(out var planned);
        if (IsDead || planned == "fail")
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            return;
        }

        using var asked = JsonDocument.Parse(body);
        var answer = Do(asked.RootElement);
        switch (planned)
        {
            case "lose":
                context.Abort();
                return;
            case "hang":
                await Task.Delay(Timeout.Infinite, context.RequestAborted)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                return;
            case "twice":
                answer = Do(asked.RootElement);
                break;
        }

        await context.Response.WriteAsync(answer, context.RequestAborted);
    }

    private string Do(JsonElement asked)
    {
        var type = asked.GetProperty("type").GetString();
        if (type == "refund.requested")
        {
            lock (_gate)
            {
                _balances["GIFT-0000-1234"] += asked.GetProperty("amount").GetDecimal();
            }

            return "{}";
        }

        var id = asked.GetProperty("voucherId").GetString()!;
        var amount = asked.GetProperty("amount").GetDecimal();
        lock (_gate)
        {
            var known = _known.GetValueOrDefault(id);
            switch (type)
            {
                case "voucher.reserve" when known.State == "held":
                    return Held(known.Amount);
                case "voucher.reserve" when known.State is null:
                    var code = asked.GetProperty("code").GetString()!;
                    if (!_balances.TryGetValue(code, out var left))
                    {
                        return """{"status":"refused","reason":"unknown_code"}""";
                    }

                    var held = Math.Min(left, amount);
                    _balances[code] -= held;
                    _known[id] = ("held", held, code);
                    return Held(held);
                case "voucher.capture" when known.State == "held":
                    _balances[known.Code] += known.Amount - amount;
                    _known[id] = ("captured", amount, known.Code);
                    return """{"status":"done"}""";
                case "voucher.capture" when known.State == "captured":
                case "voucher.release" when known.State == "released":
                    return """{"status":"done"}""";
                case "voucher.release" when known.State is null or "held":
                    if (known.State == "held")
                    {
                        _balances[known.Code] += known.Amount;
                    }

                    _known[id] = ("released", 0, "");
                    return """{"status":"done"}""";
                default:
                    return """{"status":"refused","reason":"ended"}""";
            }
        }
    }

    private static string Held(decimal amount) =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $$"""{"status":"held","amount":{{amount}}}"""
        );
}
