using Microsoft.AspNetCore.SignalR;
using SignalRPeer;

// A hub as its documentation shows it: whatever is posted goes to everybody.
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.ClearProviders();
builder.Services.AddSignalR();
var app = builder.Build();
app.MapHub<NewsHub>("/ws");
app.MapPost(
    "/pub",
    async (HttpRequest request, IHubContext<NewsHub> hub) =>
    {
        using var reader = new StreamReader(request.Body);
        await hub.Clients.All.SendAsync("news", await reader.ReadToEndAsync());
    }
);
await app.RunAsync();
