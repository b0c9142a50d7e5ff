using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TableTap.Server.Tests.Push;

/// <summary>A notification as a push service got it.</summary>
internal sealed record Pushed(
    string Path,
    byte[] Body,
    IReadOnlyDictionary<string, string> Headers
);

/// <summary>
/// A push service on loopback: it keeps what it gets and takes it, as RFC 8030 says; what goes wrong is planned by the test, phone by
/// phone.
/// </summary>
internal sealed class FakePushService : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<Pushed> _all = new();
    private readonly ConcurrentDictionary<
        string,
        ConcurrentQueue<Func<HttpContext, Task>>
    > _planned = new();
    private int _phones;

    private FakePushService(WebApplication app) => _app = app;

    public static async Task<FakePushService> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var service = new FakePushService(app);
        app.Run(service.AnswerAsync);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return service;
    }

    /// <summary>An address for one more phone; it is secret, as every one is.</summary>
    public string NextAddress() =>
        $"{_app.Urls.First()}/secret-{Interlocked.Increment(ref _phones)}";

    /// <summary>What was sent to a phone.</summary>
    /// <param name="address">The phone's address.</param>
    public IReadOnlyList<Pushed> Of(string address) =>
        [.. _all.Where(one => one.Path == new Uri(address).AbsolutePath)];

    /// <summary>The next notification for a phone gets an answer of its own.</summary>
    /// <param name="address">The phone's address.</param>
    /// <param name="status">The status.</param>
    /// <param name="headers">Headers of the answer.</param>
    public void Answer(string address, int status, params (string Name, string Value)[] headers) =>
        Plan(
            address,
            async context =>
            {
                context.Response.StatusCode = status;
                foreach (var (name, value) in headers)
                {
                    context.Response.Headers[name] = value;
                }

                await context.Response.WriteAsync("why, in many words");
            }
        );

    /// <summary>The line of the next notification for a phone breaks before its answer.</summary>
    public void Break(string address) =>
        Plan(
            address,
            context =>
            {
                context.Abort();
                return Task.CompletedTask;
            }
        );

    /// <summary>The next notification for a phone gets no answer as long as its sender waits for one.</summary>
    /// <returns>Completes when it is there.</returns>
    public Task Hang(string address)
    {
        var there = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Plan(
            address,
            async context =>
            {
                there.SetResult();
                await Task.Delay(Timeout.Infinite, context.RequestAborted)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        );
        return there.Task;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private void Plan(string address, Func<HttpContext, Task> answer) =>
        _planned
            .GetOrAdd(
                new Uri(address).AbsolutePath,
                _ => new ConcurrentQueue<Func<HttpContext, Task>>()
            )
            .Enqueue(answer);

    private async Task AnswerAsync(HttpContext context)
    {
        var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        _all.Enqueue(
            new(
                context.Request.Path.Value!,
                body.ToArray(),
                context.Request.Headers.ToDictionary(
                    header => header.Key,
                    header => header.Value.ToString(),
                    StringComparer.OrdinalIgnoreCase
                )
            )
        );
        if (
            _planned.TryGetValue(context.Request.Path.Value!, out var planned)
            && planned.TryDequeue(out var answer)
        )
        {
            await answer(context);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
    }
}
