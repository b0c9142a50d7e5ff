using Microsoft.AspNetCore.SignalR;

namespace SignalRPeer;

/// <summary>Everybody who connects hears what is posted.</summary>
internal sealed class NewsHub : Hub;
