using System.Text.Json;

namespace TableTap.Server.Tests.Http.State;

/// <summary>
/// A state as a client keeps it: loaded once, then folded from messages. A message that does not change it, or whose "previous" is not
/// what is there, was already in the state or has lost one before it: it fails the test.
/// </summary>
internal abstract class StateFold
{
    /// <summary>Each part of the state by name, as text.</summary>
    public SortedDictionary<string, string> Parts { get; } = new(StringComparer.Ordinal);

    /// <summary>The path of the state.</summary>
    public abstract string Path { get; }

    /// <summary>Who reads it.</summary>
    public abstract string Reader { get; }

    /// <summary>The one channel that is folded.</summary>
    public abstract string Channel { get; }

    /// <summary>The events of the channel that change the state.</summary>
    public abstract IReadOnlyList<string> Events { get; }

    public abstract void Load(JsonElement answer);

    public abstract void Fold(string type, JsonElement data);

    /// <summary>The states whose changes are told.</summary>
    public static IReadOnlyList<Func<StateFold>> All { get; } =
    [
        () => new Board(),
        () => new Counter("cold"),
        () => new Staff(),
        () => new Outages(),
        () => new Wait(),
        () => new Alerts(),
        () => new Bills("maya", "cafe:demo:staff"),
        () => new Bills("john", "orders:customer:john"),
        () => new Orders("john"),
        () => new Orders("jane"),
    ];

    /// <summary>
    /// The events that no state here is folded from: of an order it is its status alone, the metrics are whole in each message, another
    /// menu is loaded anew, and announcements and maintenance are no state.
    /// </summary>
    public static IReadOnlyList<string> OtherEvents { get; } =
    [
        "order_estimate_changed",
        "order_ready",
        "order_completed",
        "order_cancelled",
        "order_scheduled",
        "order_fired",
        "course_changed",
        "order_assigned",
        "order_priority_changed",
        "order_item_updated",
        "order_note_added",
        "order_total_changed",
        "voucher_changed",
        "payment_processed",
        "payment_failed",
        "payment_refunded",
        "metrics_update",
        "menu_changed",
        "announcement",
        "maintenance_scheduled",
        "maintenance_started",
        "maintenance_ended",
    ];

    protected void Change(string part, string? value)
    {
        Assert.True(
            Parts.GetValueOrDefault(part) != value,
            $"{Channel} tells of {part} = {value} what the state already had."
        );
        if (value is null)
        {
            Parts.Remove(part);
        }
        else
        {
            Parts[part] = value;
        }
    }

    private static string? Text(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null
            ? value.ToString()
            : null;

    private sealed class Board : StateFold
    {
        public override string Path => "/v1/cafes/demo/board";
        public override string Reader => "jane";
        public override string Channel => "cafe:demo:general";
        public override IReadOnlyList<string> Events => ["board_changed"];

        public override void Load(JsonElement answer)
        {
            foreach (var order in answer.GetProperty("orders").EnumerateArray())
            {
                Parts[Text(order, "orderNumber")!] = Shown(order);
            }
        }

        public override void Fold(string type, JsonElement data)
        {
            if (type == "board_changed")
            {
                Change(
                    Text(data, "orderNumber")!,
                    Text(data, "status") == "removed" ? null : Shown(data)
                );
            }
        }

        private static string Shown(JsonElement order) =>
            $"{Text(order, "status")} {Text(order, "pickupLocation")}";
    }

    private sealed class Bills(string reader, string channel) : StateFold
    {
        public override string Path => "/v1/cafes/demo/bills";
        public override string Reader => reader;
        public override string Channel => channel;
        public override IReadOnlyList<string> Events => ["bill_changed"];

        public override void Load(JsonElement answer)
        {
            foreach (var bill in answer.GetProperty("bills").EnumerateArray())
            {
                Parts[Text(bill, "billId")!] = bill.GetRawText();
            }
        }

        public override void Fold(string type, JsonElement data)
        {
            if (type == "bill_changed")
            {
                Change(Text(data, "billId")!, data.GetRawText());
            }
        }
    }

    private sealed class Counter(string counterId) : StateFold
    {
        public override string Path => "/v1/cafes/demo/counters";
        public override string Reader => "maya";
        public override string Channel => $"counter:{counterId}:status";
        public override IReadOnlyList<string> Events => ["counter_status_changed"];

        public override void Load(JsonElement answer)
        {
            var counter = answer
                .GetProperty("counters")
                .EnumerateArray()
                .Single(one => Text(one, "counterId") == counterId);
            Parts["status"] = Text(counter, "status")!;
            Parts["more"] = More(counter);
        }

        public override void Fold(string type, JsonElement data)
        {
            Assert.Equal(Parts["status"], Text(data, "previousStatus"));
            Parts["status"] = Text(data, "currentStatus")!;
            Parts["more"] = More(data);
        }

        private static string More(JsonElement data) =>
            $"{Text(data, "reason")} {Text(data, "estimatedDowntime")}";
    }

    private sealed class Staff : StateFold
    {
        public override string Path => "/v1/cafes/demo/staff";
        public override string Reader => "chloe";
        public override string Channel => "cafe:demo:staff";
        public override IReadOnlyList<string> Events =>
            ["employee_status_changed", "break_started", "break_ended"];

        public override void Load(JsonElement answer)
        {
            foreach (var person in answer.GetProperty("staff").EnumerateArray())
            {
                var id = Text(person, "employeeId")!;
                Parts[id] = Text(person, "status")!;
                if (person.TryGetProperty("break", out var pause))
                {
                    Parts[$"{id} break"] = Pause(pause);
                }
            }
        }

        public override void Fold(string type, JsonElement data)
        {
            var id = Text(data, "employeeId")!;
            switch (type)
            {
                case "employee_status_changed":
                    Change(id, Text(data, "status"));
                    if (Parts.ContainsKey($"{id} break"))
                    {
                        Change($"{id} break", null);
                    }

                    break;
                case "break_started":
                    Change($"{id} break", Pause(data));
                    break;
                case "break_ended":
                    Change($"{id} break", null);
                    break;
            }
        }

        private static string Pause(JsonElement pause) =>
            $"{Text(pause, "breakType")} {Text(pause, "returnTime")} {Text(pause, "coveringEmployees")} {Text(pause, "counterIds")}";
    }

    private sealed class Outages : StateFold
    {
        public override string Path => "/v1/cafes/demo/menu";
        public override string Reader => "john";
        public override string Channel => "cafe:demo:general";
        public override IReadOnlyList<string> Events => ["item_availability_changed"];

        public override void Load(JsonElement answer)
        {
            var options = answer
                .GetProperty("groups")
                .EnumerateArray()
                .SelectMany(group => group.GetProperty("options").EnumerateArray());
            foreach (var item in answer.GetProperty("items").EnumerateArray().Concat(options))
            {
                if (Offer(item, item.GetProperty("available").GetBoolean()) is { } offer)
                {
                    Parts[Key(item)] = offer;
                }
            }

            foreach (var outage in answer.GetProperty("outages").EnumerateArray())
            {
                if (!IsItem(outage))
                {
                    Parts[Key(outage)] = Offer(outage, isAvailable: false)!;
                }
            }
        }

        public override void Fold(string type, JsonElement data)
        {
            if (type == "item_availability_changed")
            {
                var value = Offer(data, data.GetProperty("available").GetBoolean());
                // What nobody can make may be said to be out as well: that alone changes nothing for a guest.
                if (!IsItem(data) || Parts.GetValueOrDefault(Key(data)) != value)
                {
                    Change(Key(data), value);
                }
            }
        }

        private static string? Offer(JsonElement data, bool isAvailable) =>
            $"{(isAvailable ? "" : "out")} {Text(data, "remaining")} {Text(data, "backAt")}".Trim()
                is { Length: > 0 } offer
                ? offer
                : null;

        private static bool IsItem(JsonElement data) =>
            (Text(data, "itemId") ?? Text(data, "optionId")) is not null
            && Text(data, "counterId") is null;

        private static string Key(JsonElement data) =>
            $"{Text(data, "itemId")}|{Text(data, "customization")}|{Text(data, "counterId")}|{Text(data, "optionId")}";
    }

    private sealed class Wait : StateFold
    {
        public override string Path => "/v1/cafes/demo/wait-time";
        public override string Reader => "john";
        public override string Channel => "cafe:demo:general";
        public override IReadOnlyList<string> Events => ["wait_time_changed"];

        public override void Load(JsonElement answer)
        {
            foreach (var wait in answer.GetProperty("waitTimes").EnumerateArray())
            {
                Take(wait);
            }
        }

        public override void Fold(string type, JsonElement data)
        {
            if (type == "wait_time_changed")
            {
                Take(data);
            }
        }

        private void Take(JsonElement wait) =>
            Parts[Text(wait, "orderType")!] =
                $"{Text(wait, "mode")} {Text(wait, "until")} {Text(wait, "minutes")}";
    }

    private sealed class Alerts : StateFold
    {
        public override string Path => "/v1/cafes/demo/alerts";
        public override string Reader => "maya";
        public override string Channel => "cafe:demo:alerts";
        public override IReadOnlyList<string> Events => ["alert", "alert_resolved"];

        public override void Load(JsonElement answer)
        {
            foreach (var alert in answer.GetProperty("alerts").EnumerateArray())
            {
                Parts[Text(alert, "alertId")!] = alert.GetRawText();
            }
        }

        public override void Fold(string type, JsonElement data) =>
            Change(Text(data, "alertId")!, type == "alert_resolved" ? null : data.GetRawText());
    }

    private sealed class Orders(string guest) : StateFold
    {
        private readonly Dictionary<string, long> _versions = [];

        public override string Path => "/v1/cafes/demo/orders?limit=100";
        public override string Reader => guest;
        public override string Channel => $"orders:customer:{guest}";
        public override IReadOnlyList<string> Events => ["order_created", "order_status_changed"];

        public override void Load(JsonElement answer)
        {
            Assert.False(answer.TryGetProperty("nextCursor", out _));
            foreach (var order in answer.GetProperty("orders").EnumerateArray())
            {
                var id = Text(order, "orderId")!;
                Parts[id] = Text(order, "status")!;
                _versions[id] = order.GetProperty("orderVersion").GetInt64();
            }
        }

        public override void Fold(string type, JsonElement data)
        {
            if (type == "bill_changed")
            {
                return;
            }

            var id = Text(data, "orderId")!;
            var version = data.GetProperty("orderVersion").GetInt64();
            if (type == "order_created")
            {
                Change(id, Text(data, "status"));
            }
            else if (type == "order_status_changed")
            {
                Assert.True(version > _versions[id], $"{type} {version} is in the state already.");
                Assert.Equal(Parts[id], Text(data, "previousStatus"));
                Change(id, Text(data, "currentStatus"));
            }

            Assert.True(version >= _versions.GetValueOrDefault(id));
            _versions[id] = version;
        }
    }
}
