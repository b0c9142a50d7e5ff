using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace TableTap.Client.Tests.Fake;

/// <summary>Answers requests over HTTP as a test wants, one after the other; with no answer left nobody is there.</summary>
internal sealed class FakeStates : HttpMessageHandler
{
    private readonly ConcurrentQueue<Func<CancellationToken, Task<HttpResponseMessage>>> _answers =
        new();

    /// <summary>What was asked, and with which token.</summary>
    public ConcurrentQueue<(Uri Address, string? Token)> Asked { get; } = new();

    /// <summary>How many were asked with which token, in their order.</summary>
    public string?[] Tokens => [.. Asked.Select(asked => asked.Token)];

    /// <summary>The next answer.</summary>
    public FakeStates Then(Func<CancellationToken, Task<HttpResponseMessage>> answer)
    {
        _answers.Enqueue(answer);
        return this;
    }

    /// <summary>The next answer has a body and a status.</summary>
    public FakeStates Then(string json, HttpStatusCode status = HttpStatusCode.OK) =>
        Then(_ => Task.FromResult(Answer(json, status)));

    /// <summary>The next answer is a state that stands at a position, and has that as its only order.</summary>
    public FakeStates ThenState(
        long position,
        string channel = Stage.Channel,
        string epoch = "e1"
    ) => Then(State(position, channel, epoch));

    /// <summary>The next answer is a state that stands at a position, and comes when the test wants.</summary>
    public FakeStates ThenState(long position, Task until) =>
        Then(async stop =>
        {
            await until.WaitAsync(stop);
            return Answer(State(position, Stage.Channel, "e1"), HttpStatusCode.OK);
        });

    /// <summary>The next request fails.</summary>
    public FakeStates ThenFails() => Then(_ => throw new HttpRequestException("nobody is there"));

    protected override Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        Asked.Enqueue((request.RequestUri!, request.Headers.Authorization?.Parameter));
        return _answers.TryDequeue(out var answer)
            ? answer(cancellationToken)
            : throw new HttpRequestException("nobody is there");
    }

    private static HttpResponseMessage Answer(string json, HttpStatusCode status) =>
        new(status) { Content = new StringContent(json, Encoding.UTF8, "application/json") };

    private static string State(long position, string channel, string epoch) =>
        $$$"""{"orders":["at {{{position}}}"],"epoch":"{{{epoch}}}","positions":{"{{{channel}}}":{{{position}}}}}""";
}
