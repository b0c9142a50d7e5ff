using System.Globalization;
using TableTap.Faults.Cafes;
using TableTap.Faults.Clients;
using TableTap.Faults.Line;
using TableTap.Faults.Setting;
using TableTap.Faults.Truth;

namespace TableTap.Faults.Reporting;

/// <summary>What there was in a run.</summary>
internal static class RunFigures
{
    public static IReadOnlyList<(string What, string Figure)> Of(
        ServerBench bench,
        Proxy proxy,
        Crowd crowd,
        Intruder intruder,
        ClientSetting setting,
        JournalTruth truth,
        ReplicaPages? pages,
        TimeSpan took
    )
    {
        SentCommand[] commands =
        [
            .. crowd.Light.SelectMany(client => client.Commands.All),
            .. crowd.Sdk.SelectMany(guest => guest.Commands),
        ];
        var starts = bench.Starts.Order().ToArray();
        var figures = new List<(string, string)>
        {
            ("seconds in all", Number(took.TotalSeconds)),
            ("clients", Number(crowd.Light.Count() + crowd.Sdk.Count)),
            ("of them with the .NET SDK", Number(crowd.Sdk.Count)),
            ("connections made", Number(setting.Connections)),
            ("starts of the server", Number(starts.Length)),
            (
                "longest start until ready, s",
                starts[^1].TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)
            ),
            (
                "longest stop, its drain included, s",
                bench.Stops.Max().TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)
            ),
            ("commands", Number(commands.Length)),
            ("of them acknowledged", Number(commands.Count(command => command.IsAcknowledged))),
            (
                "of them refused by the café's rules",
                Number(commands.Count(command => command.Refusal is not null))
            ),
            ("sent more than once", Number(commands.Count(command => command.Sends > 1))),
            ("answered more than once", Number(commands.Count(command => command.Answers > 1))),
            ("orders", Number(truth.CreatedFor.Values.Sum())),
            ("messages in the journal", Number(truth.Messages)),
            ("messages received", Number(crowd.Hearings.Sum(hearing => hearing.Taken))),
            (
                "told again, as the protocol wants it",
                Number(crowd.Hearings.Sum(hearing => hearing.ToldAgain))
            ),
            ("channels late by two seconds to an SDK", Number(setting.Late)),
            ("forbidden things tried", Number(intruder.Tries)),
            (
                "users revoked",
                Number(crowd.Doomed.Count(client => client.Participant.RevokedAt is not null))
            ),
            ("covered breaks", Number(truth.Breaks.Count)),
            ("stops that did not end with 0", Number(bench.BadExits)),
        };
        if (pages is { } asked)
        {
            figures.Add(
                (
                    "pages of history that the far server asked its standby for since its last start: fresh / behind / failed",
                    asked.ToString()
                )
            );
        }

        foreach (
            var refused in commands.GroupBy(command => command.Refusal).OrderBy(one => one.Key)
        )
        {
            if (refused.Key is { } code)
            {
                figures.Add(($"refused with {code}", Number(refused.Count())));
            }
        }

        foreach (var (code, count) in setting.Errors.OrderBy(error => error.Key))
        {
            figures.Add(($"`error` {code}", Number(count)));
        }

        return figures;
    }

    private static string Number(double number) =>
        number.ToString("#,0", CultureInfo.InvariantCulture);
}
