using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TableTap.Server.Tests.Refunds;

/// <summary>A request as a provider got it.</summary>
internal sealed record Received(
    string Method,
    string Path,
    string Body,
    IReadOnlyDictionary<string, string> Headers
);

/// <summary>
/// A payment provider on loopback: it keeps what it gets, and makes refunds as Stripe does, one for each idempotency key. What goes wrong
/// is planned by the test, request by request.
/// </summary>
internal sealed class FakeProvider : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentDictionary<string, string> _refunds = new();
    private readonly ConcurrentQueue<Func<HttpContext, Task<bool>>> _planned = new();
    private int _made;

    private FakeProvider(WebApplication app) => _app = app;

    public string Url => _app.Urls.First();

    public ConcurrentQueue<Received> Requests { get; } = new();

    /// <summary>The refunds that were truly made, by idempotency key.</summary>
    public IReadOnlyDictionary<string, string> Made => _refunds;

    /// <summary>How a refund is when it is made.</summary>
    public string Status { get; set; } = "succeeded";

    public static async Task<FakeProvider> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var provider = new FakeProvider(app);
        app.Run(provider.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return provider;
    }

    /// <summary>Whether it answers every request with 503.</summary>
    public bool IsDown { get; set; }

    /// <summary>The next request gets a status, and nothing is done.</summary>
    public void Refuse(int status, string body = "{}") =>
        _planned.Enqueue(async context =>
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync(body);
            return true;
        });

    /// <summary>The next request is led elsewhere.</summary>
    public void Redirect(string to) =>
        _planned.Enqueue(context =>
        {
            context.Response.Redirect(to);
            return Task.FromResult(true);
        });

    /// <summary>The next request gets no answer as long as its sender waits for one.</summary>
    /// <param name="isMade">Whether it is carried out.</param>
    /// <returns>Completes when the request is there.</returns>
    public Task Hang(bool isMade = false)
    {
        var there = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _planned.Enqueue(async context =>
        {
            if (isMade)
            {
                Make(context.Request.Headers["Idempotency-Key"]!, Requests.Last().Body);
            }

            there.SetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return true;
        });
        return there.Task;
    }

    /// <summary>The next request is carried out, and its answer is lost.</summary>
    public void LoseTheAnswer() =>
        _planned.Enqueue(context =>
        {
            Make(context.Request.Headers["Idempotency-Key"]!, Requests.Last().Body);
            context.Abort();
            return Task.FromResult(true);
        });

    /// <summary>Idempotency keys are forgotten, as Stripe does after a day.</summary>
    public void ForgetKeys() => Forgets = true;

    private bool Forgets { get; set; }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        Requests.Enqueue(
            new(
                context.Request.Method,
                context.Request.Path + context.Request.QueryString.Value,
                body,
                context.Request.Headers.ToDictionary(
                    header => header.Key,
                    header => header.Value.ToString(),
                    StringComparer.OrdinalIgnoreCase
                )
            )
        );
        if (IsDown)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        if (_planned.TryDequeue(out var planned) && await planned(context))
        {
            return;
        }

        await context.Response.WriteAsync(
            context.Request.Method == "GET"
                ? $$"""{"object": "list", "data": [{{string.Join(',', _refunds.Values)}}]}"""
                : Make(context.Request.Headers["Idempotency-Key"].ToString(), body)
        );
    }

    private string Make(string key, string form)
    {
        var values = System.Web.HttpUtility.ParseQueryString(form);
        return _refunds.GetOrAdd(
            Forgets ? $"{key}#{_made}" : key,
            _ =>
                $$"""
                    {"id": "re_{{Interlocked.Increment(
                        ref _made
                    )}}", "object": "refund", "amount": {{values["amount"] ?? "0"}},
                     "payment_intent": "{{values["payment_intent"]}}", "status": "{{Status}}",
                     "metadata": {"refundId": "{{values["metadata[refundId]"]}}"} }
                    """
        );
    }
}
