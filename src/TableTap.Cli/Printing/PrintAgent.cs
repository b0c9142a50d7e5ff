using System.Runtime.ExceptionServices;
using System.Text.Json;
using System.Threading.Channels;
using TableTap.Client;
using TableTap.Client.Contract;
using TableTap.Protocol.Messages;
using TableTap.Protocol.Values;

namespace TableTap.Cli.Printing;

/// <summary>
/// Prints a counter's tickets as they come. It hears the counter's channel only while the printer prints: what comes meanwhile stays in the
/// server's history, and managers are told that the counter has no screen (<c>display_offline</c>), as of every screen that is gone.
/// </summary>
/// <param name="options">What it prints.</param>
/// <param name="journal">What it has printed.</param>
/// <param name="desk">Prints slips, and says how the printer is.</param>
/// <param name="orders">The orders of the counter.</param>
/// <param name="token">Gives a token of somebody who works at the counter.</param>
/// <param name="voice">Tells what happens.</param>
/// <param name="time">The clock.</param>
internal sealed class PrintAgent(
    PrintAgentOptions options,
    PrintJournal journal,
    PrintDesk desk,
    OpenOrders orders,
    Func<CancellationToken, ValueTask<string>> token,
    PrintVoice voice,
    TimeProvider time
)
{
    private readonly string _channel = $"counter:{options.CounterId}:orders";

    /// <summary>Prints until told to stop.</summary>
    /// <param name="stop">Ends it, which is its good end.</param>
    /// <exception cref="PrintRefusedException">The server refuses, and asking again does not help.</exception>
    public async Task RunAsync(CancellationToken stop)
    {
        try
        {
            while (true)
            {
                await desk.UntilGoodAsync(stop);
                if (journal.State.InHand is { } left && !await desk.FinishAsync(left, stop))
                {
                    continue;
                }

                if (journal.State.Sequence is not null || await LoadAsync(stop))
                {
                    await FollowAsync(stop);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // It prints until it is told to stop.
        }
        catch (TableTapException refused)
        {
            throw new PrintRefusedException(refused.Message);
        }
    }

    // The tickets that are open: at the first start, and where the history does not reach back.
    private async Task<bool> LoadAsync(CancellationToken stop)
    {
        OpenPage page;
        try
        {
            page = await orders.OpenAsync(options.CounterId, stop);
        }
        catch (HttpRequestException away)
        {
            voice.ServerAway(away.Message);
            await Task.Delay(options.LongestPause, time, stop);
            return false;
        }

        if (!page.Positions.TryGetValue(_channel, out var position))
        {
            throw new PrintRefusedException(
                $"{_channel}: this token may not hear it. It has to be of an employee who works at the counter, or of a manager."
            );
        }

        foreach (var order in page.Orders)
        {
            foreach (var told in order.AsTold(options.CounterId))
            {
                if (!await HandleAsync(told, order.At, null, stop))
                {
                    return false;
                }
            }
        }

        var open = page.Orders.Select(order => order.OrderId).ToHashSet(StringComparer.Ordinal);
        await desk.KeepAsync(
            journal.State with
            {
                Epoch = page.Epoch,
                Sequence = position,
                Papers = journal
                    .State.Papers.Where(paper => open.Contains(paper.Key))
                    .ToDictionary(StringComparer.Ordinal),
            },
            stop
        );
        return true;
    }

    // Returns where the printer is away for long, or what was missed has to be looked up.
    private async Task FollowAsync(CancellationToken stop)
    {
        using var session = CancellationTokenSource.CreateLinkedTokenSource(stop);
        string? ended = null;
        var isLost = false;
        await using var client = new TableTapClient(
            new()
            {
                Url = new Uri(options.Server, "/v1"),
                Token = token,
                TimeProvider = time,
                OnEvent = happened =>
                {
                    voice.Tell(happened);
                    isLost |= happened is HistoryLost;
                    ended ??= (happened as SubscriptionEnded)?.Reason;
                    if (happened is HistoryLost or SubscriptionEnded)
                    {
                        session.Cancel();
                    }
                },
            }
        );
        try
        {
            isLost = !await SubscribeAsync(client, session.Token) || isLost;
            while (!isLost && ended is null && await NextAsync(client, session.Token)) { }
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            // The history does not reach back, or the channel is no longer heard.
        }

        if (isLost)
        {
            voice.HistoryLost();
            await desk.KeepAsync(journal.State with { Epoch = null, Sequence = null }, stop);
        }
        else if (ended is not null)
        {
            throw new PrintRefusedException($"{_channel}: {ended}");
        }
    }

    // False where the history does not reach back to what was printed last.
    private async Task<bool> SubscribeAsync(TableTapClient client, CancellationToken stop)
    {
        await client.ConnectAsync(stop);
        var state = journal.State;
        var confirmed = await client.SubscribeAsync(
            [new ChannelRequest(_channel, state.Sequence)],
            state.Epoch,
            stop
        );
        if (confirmed.Failed is not [var failed, ..])
        {
            voice.Following(_channel);
            return true;
        }

        return failed.Reason == SubscriptionFailure.HistoryUnavailable
            ? false
            : throw new PrintRefusedException($"{_channel}: {failed.Reason}");
    }

    // False where the printer is away for so long that the counter has to be called without a screen.
    private async Task<bool> NextAsync(TableTapClient client, CancellationToken stop)
    {
        var next = client.ReadAsync(stop).AsTask();
        while (await Task.WhenAny(next, Task.Delay(options.LookEvery, time, stop)) != next)
        {
            stop.ThrowIfCancellationRequested();
            if (!await desk.IsGoodAsync(stop))
            {
                return false;
            }
        }

        ReceivedMessage message;
        try
        {
            message = await next;
        }
        catch (ChannelClosedException closed)
            when (closed.InnerException is TableTapException stopped)
        {
            ExceptionDispatchInfo.Throw(stopped);
            throw;
        }

        return message.Channel != _channel
            || message.Sequence <= journal.State.Sequence
            || await HandleAsync(Told(message), message.Timestamp, message.Sequence, stop);
    }

    // The payload of what may be printed; null for all else.
    private object? Told(ReceivedMessage message)
    {
        try
        {
            return message.Type switch
            {
                "order_assigned" => message.As<OrderAssigned>(),
                "order_item_updated" => message.As<OrderItemUpdated>(),
                "course_changed" => message.As<CourseChanged>(),
                "order_priority_changed" => message.As<OrderPriorityChanged>(),
                "order_status_changed" => message.As<OrderStatusChanged>(),
                "order_cancelled" => message.As<OrderCancelled>(),
                "order_completed" => message.As<OrderCompleted>(),
                _ => null,
            };
        }
        catch (JsonException unreadable)
        {
            voice.Unreadable(message, unreadable);
            return null;
        }
    }

    private async Task<bool> HandleAsync(
        object? told,
        DateTimeOffset at,
        long? sequence,
        CancellationToken stop
    )
    {
        var state = journal.State;
        var step = told is null
            ? null
            : PaperTrail.Apply(state.Papers, options.CounterId, told, at);
        if (step?.Slip is { } slip)
        {
            return await desk.FinishAsync(
                new SlipInHand(slip, step.OrderId, step.Paper, sequence),
                stop
            );
        }

        if (step is not null)
        {
            await desk.KeepAsync(state.With(step.OrderId, step.Paper, sequence), stop);
        }
        else if (sequence is not null)
        {
            await desk.KeepAsync(state with { Sequence = sequence }, stop);
        }

        return true;
    }
}
