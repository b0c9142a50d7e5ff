using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Threading.Channels;

// The framework's WebSockets without a library: a queue and a writing loop for each socket.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
var app = builder.Build();
var readers = new ConcurrentDictionary<Channel<byte[]>, byte>();
app.UseWebSockets();
app.Map(
    "/ws",
    async (HttpContext context) =>
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var queue = Channel.CreateUnbounded<byte[]>(new() { SingleReader = true });
        readers[queue] = 0;
        try
        {
            var sending = SendAsync(socket, queue.Reader, context.RequestAborted);
            await socket.ReceiveAsync(new byte[64].AsMemory(), context.RequestAborted);
            queue.Writer.Complete();
            await sending;
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The reader left.
        }
        finally
        {
            readers.TryRemove(queue, out _);
        }
    }
);
app.MapPost(
    "/pub",
    async (HttpRequest request) =>
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        var message = body.ToArray();
        foreach (var queue in readers.Keys)
        {
            queue.Writer.TryWrite(message);
        }
    }
);
await app.RunAsync();

static async Task SendAsync(
    WebSocket socket,
    ChannelReader<byte[]> queue,
    CancellationToken cancellationToken
)
{
    await foreach (var message in queue.ReadAllAsync(cancellationToken))
    {
        await socket.SendAsync(
            message.AsMemory(),
            WebSocketMessageType.Text,
            endOfMessage: true,
            cancellationToken
        );
    }
}
