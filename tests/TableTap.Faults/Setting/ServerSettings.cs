using TableTap.Realtime.Options;

namespace TableTap.Faults.Setting;

/// <summary>The settings with which servers are under test.</summary>
internal static class ServerSettings
{
    /// <summary>Those of all servers, whatever store they have.</summary>
    /// <param name="plan">The run.</param>
    public static Dictionary<string, string> Of(FaultPlan plan)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            // One café holds everybody, all of them come from one machine, and staff are faster than people.
            ["Limits:MessagesPerMinute"] = "100000",
            ["Limits:AcksPerMinute"] = "100000",
            ["Limits:ReplaysPerMinute"] = "1000",
            ["Limits:SocketsPerUser"] = "1000",
            ["Limits:NewSocketsPerUserPerMinute"] = "10000",
            ["Limits:ConnectionsPerCafe"] = "20000",
            ["Limits:ConnectionsPerServer"] = "20000",
            ["Limits:ForgedHandshakesPerMinute"] = "1000",
            // What takes minutes in life shall happen within the run.
            ["Limits:StalledTimeout"] = "20s",
            ["Server:DrainWindow"] = DurationText.Text(plan.DrainWindow),
            ["Server:SilenceTimeout"] = DurationText.Text(plan.Heartbeat * 6),
            ["Logging:LogLevel:Default"] = "Warning",
            ["Logging:LogLevel:TableTap"] = "Information",
        };
        if (plan.HasSmallOutbox)
        {
            settings["Limits:OutboxBytes"] = "4KiB";
        }

        return settings;
    }
}
