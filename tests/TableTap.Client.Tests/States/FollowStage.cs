using System.Text.Json.Serialization;
using TableTap.Client.Contract;
using TableTap.Client.Tests.Fake;
using TableTap.Testing;

namespace TableTap.Client.Tests.States;

/// <summary>A state as a test follows it.</summary>
/// <param name="Orders">What it shows.</param>
internal sealed record ShownOrders(IReadOnlyList<string> Orders);

/// <summary>A state that no JSON can be read as.</summary>
internal interface IUnreadableState
{
    IReadOnlyList<string> Orders { get; }
}

/// <summary>The contracts of the states that tests follow.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ShownOrders))]
[JsonSerializable(typeof(IUnreadableState))]
internal sealed partial class ShownOrdersJson : JsonSerializerContext;

/// <summary>What tests of following have in common.</summary>
internal static class FollowStage
{
    public const string Path = "/v1/cafes/demo/board";

    /// <summary>A client whose states come from the test.</summary>
    public static Stage Of(
        FakeStates states,
        Func<TableTapClientOptions, TableTapClientOptions>? change = null
    ) =>
        new(options =>
        {
            var told = options with { HttpHandler = states };
            return change?.Invoke(told) ?? told;
        });

    /// <summary>Follows the state.</summary>
    public static IAsyncEnumerator<Followed<ShownOrders>> Follow(
        this Stage stage,
        CancellationToken stop = default
    ) =>
        stage
            .Client.FollowAsync(Path, ShownOrdersJson.Default.ShownOrders, stop)
            .GetAsyncEnumerator(stop);

    /// <summary>Connects, follows and has the server confirm it at a position.</summary>
    public static async Task<(
        FakeConnection Connection,
        IAsyncEnumerator<Followed<ShownOrders>> Following
    )> FollowAsync(this Stage stage, long position, string channel = Stage.Channel)
    {
        var connection = await stage.ConnectAsync();
        var following = stage.Follow();
        await following.ShowsAsync(position);
        await connection.ConfirmSubscribeAsync(new() { [channel] = position });
        await Patience.UntilAsync(() => stage.Client.Channels.Contains(channel));
        return (connection, following);
    }

    /// <summary>The next of what there is.</summary>
    public static async Task<Followed<ShownOrders>> NextAsync(
        this IAsyncEnumerator<Followed<ShownOrders>> following
    )
    {
        Assert.True(await following.MoveNextAsync().AsTask().Soon());
        return following.Current;
    }

    /// <summary>Next comes the state that stands at a position.</summary>
    public static async Task ShowsAsync(
        this IAsyncEnumerator<Followed<ShownOrders>> following,
        long position
    )
    {
        var state = (await following.NextAsync()).State;
        Assert.NotNull(state);
        Assert.Equal($"at {position}", Assert.Single(state.Orders));
    }

    /// <summary>The next messages are these.</summary>
    public static async Task HearsAsync(
        this IAsyncEnumerator<Followed<ShownOrders>> following,
        params long[] sequences
    )
    {
        foreach (var sequence in sequences)
        {
            Assert.Equal(sequence, (await following.NextAsync()).Message?.Sequence);
        }
    }

    /// <summary>Nothing more comes.</summary>
    public static async Task HasEndedAsync(
        this IAsyncEnumerator<Followed<ShownOrders>> following
    ) => Assert.False(await following.MoveNextAsync().AsTask().Soon());
}
