using TableTap.Cafes.Persistence;
using TableTap.Ordering.Profiles;
using TableTap.Ordering.State;
using TableTap.Realtime.Journal;
using TableTap.Storage;
using TableTap.Storage.Maintenance;

namespace TableTap.Server.Diagnosis;

/// <summary>What can be missing in the cafés of a store.</summary>
internal static class CafeChecks
{
    public static IReadOnlyList<Check> All { get; } =
    [
        new(
            "cafe-none",
            Severity.Warning,
            "a store without a café",
            "Import one: tabletap cafe import FILE (tabletap cafe export of the demo is an example).",
            None
        ),
        new(
            "cafe-incomplete",
            Severity.Warning,
            "a café without staff, tables, opening hours, counters or a menu",
            "Complete its file and import it: tabletap cafe export, edit, tabletap cafe import.",
            installation => Of(installation, Missing)
        ),
        new(
            "time-zone",
            Severity.Error,
            "a café whose time zone this machine does not know",
            "Install the system's time zone data (the package tzdata), or correct timeZone in the café's file.",
            installation => Of(installation, Zone)
        ),
        new(
            "provider-cafe",
            Severity.Warning,
            "a payment provider for a café that is not there",
            "Correct Payments:Providers:{name}:Cafes, or import the café.",
            Providers
        ),
    ];

    private static IEnumerable<string> None(Installation installation)
    {
        if (!installation.Options.Demo.Enabled && Profiles(installation) is { Count: 0 })
        {
            yield return $"{installation.Store} has no café: nobody can order.";
        }
    }

    private static IEnumerable<string> Of(
        Installation installation,
        Func<string, CafeProfile, IEnumerable<string>> look
    ) => (Profiles(installation) ?? []).SelectMany(cafe => look(cafe.Id, cafe.Profile));

    private static IEnumerable<string> Missing(string cafeId, CafeProfile profile)
    {
        (string What, bool IsThere)[] parts =
        [
            ("staff", profile.Staff.Count > 0),
            ("tables", profile.Tables.Count > 0),
            ("opening hours", profile.OpeningHours.Count > 0),
            ("counters", profile.Counters.Count > 0),
            ("a menu", profile.Menu.Count > 0),
        ];
        var missing = parts.Where(part => !part.IsThere).Select(part => part.What).ToList();
        if (missing.Count > 0)
        {
            yield return $"The café {cafeId} has no {string.Join(", no ", missing)}.".Replace(
                "no a menu",
                "no menu",
                StringComparison.Ordinal
            );
        }
    }

    private static IEnumerable<string> Zone(string cafeId, CafeProfile profile)
    {
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(profile.TimeZone, out _))
        {
            yield return $"The café {cafeId} is in the time zone {profile.TimeZone}, which this machine does not know.";
        }
    }

    private static IEnumerable<string> Providers(Installation installation)
    {
        if (Profiles(installation) is not { } cafes)
        {
            return [];
        }

        var known = cafes.Select(cafe => cafe.Id).ToHashSet();
        return from provider in installation.Options.Payments.Providers
            from cafeId in provider.Cafes
            where !known.Contains(cafeId)
            select $"The provider {provider.Name} is for the café {cafeId}, which is not there.";
    }

    // Null where there is no store yet, or none that can be read: that is another check's.
    private static IReadOnlyList<(string Id, CafeProfile Profile)>? Profiles(
        Installation installation
    )
    {
        if (!File.Exists(installation.Store))
        {
            return null;
        }

        try
        {
            using var store = StoreInspection.Open(installation.Store);
            return
            [
                .. store
                    .Streams()
                    .Select(stream => (Id: CafeStream.CafeIdOf(stream), Stream: stream))
                    .Where(one => one.Id is not null)
                    .Select(one => (one.Id!, Read(store, one.Stream, one.Id!).Profile))
                    .Where(cafe => cafe.Profile != CafeProfile.None),
            ];
        }
        catch (Exception unreadable)
            when (unreadable is StoreRefusedException or UnreadableFactException)
        {
            return null;
        }
    }

    private static Cafe Read(StoreInspection store, string stream, string cafeId)
    {
        var cafe =
            Snapshot(store, stream, SnapshotKind.Latest)
            ?? Snapshot(store, stream, SnapshotKind.Base)
            ?? Cafe.Empty(cafeId);
        return store.Facts(stream, cafe.Version).Aggregate(cafe, CafeStream.Next);
    }

    private static Cafe? Snapshot(StoreInspection store, string stream, SnapshotKind kind) =>
        store.Snapshot(stream, kind) is { } kept && kept.Shape == SnapshotCodec.Shape
            ? SnapshotCodec.Restore(kept)
            : null;
}
