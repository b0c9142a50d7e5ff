using System.Text.Json.Serialization;
using TableTap.Client;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;

namespace TableTap.Samples;

/// <summary>What the pickup board of a café shows.</summary>
/// <param name="Orders">The numbers that are being made or are ready.</param>
public sealed record ShownBoard(IReadOnlyList<BoardChanged> Orders);

/// <summary>The contract of the board's JSON, for programs that are compiled ahead of time as well.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ShownBoard))]
public sealed partial class BoardJson : JsonSerializerContext;

/// <summary>A pickup board: the numbers as they are, and every change of them.</summary>
public static class PickupBoard
{
    /// <summary>Shows the board until it is stopped.</summary>
    /// <param name="client">A client that is connected.</param>
    /// <param name="cafeId">The café of the board.</param>
    /// <param name="show">Shows the numbers.</param>
    /// <param name="stop">Ends it.</param>
    public static async Task RunAsync(
        TableTapClient client,
        string cafeId,
        Action<IReadOnlyDictionary<string, BoardStatus>> show,
        CancellationToken stop
    )
    {
        var board = new SortedDictionary<string, BoardStatus>();
        var path = $"/v1/cafes/{cafeId}/board";
        await foreach (var next in client.FollowAsync(path, BoardJson.Default.ShownBoard, stop))
        {
            if (next.State is { } state)
            {
                board.Clear();
                foreach (var order in state.Orders)
                {
                    board[order.OrderNumber] = order.Status;
                }
            }
            else if (next.Message is { Type: "board_changed" } message)
            {
                var order = message.As<BoardChanged>();
                board[order.OrderNumber] = order.Status;
                if (order.Status == BoardStatus.Removed)
                {
                    board.Remove(order.OrderNumber);
                }
            }

            show(board);
        }
    }
}
