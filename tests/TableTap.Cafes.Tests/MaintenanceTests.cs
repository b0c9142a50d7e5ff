using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using TableTap.Protocol.Channels;
using TableTap.Server.Testing;
using TableTap.Terms;
using TableTap.Testing;
using TableTap.Testing.Journals;

namespace TableTap.Cafes.Tests;

/// <summary>Maintenance begins and ends by the clock, once, whatever happens to the server meanwhile (section 4).</summary>
public sealed class MaintenanceTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task The_clock_tells_the_beginning_and_the_end_everywhere()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        await cafe.Host.ConfigureAsync("other", OtherCafe.Profile, CancellationToken.None);
        await AnnounceAsync(
            cafe,
            """, "startsAt": "2024-01-15T10:00:00Z", "expiresAt": "2024-01-15T11:00:00Z" """
        );
        Assert.Equal(["scheduled"], Told(cafe));

        await PassAsync(cafe, Hour - TimeSpan.FromSeconds(1));
        Assert.Equal(["scheduled"], Told(cafe));
        await PassAsync(cafe, TimeSpan.FromSeconds(1), 2);
        await PassAsync(cafe, Hour, 3);
        await PassAsync(cafe, 10 * Hour);

        Assert.Equal(["scheduled", "started", "ended"], Told(cafe));
        foreach (var id in (string[])["demo", "other"])
        {
            foreach (var kind in (ChannelKinds[])[ChannelKinds.CafeGeneral, ChannelKinds.CafeStaff])
            {
                Assert.Equal(Told(cafe), Told(cafe, ChannelName.Of(kind, id)));
            }
        }

        var ended = Data(cafe)[^1];
        Assert.Equal("2024-01-15T10:00:00.000Z", ended.GetProperty("startsAt").GetString());
        Assert.Equal("2024-01-15T11:00:00.000Z", ended.GetProperty("endsAt").GetString());
        Assert.Equal("Down", ended.GetProperty("message").GetString());
        Assert.Single(
            Data(cafe).Select(data => data.GetProperty("maintenanceId").GetString()).Distinct()
        );
    }

    [Theory]
    [InlineData(0)]
    [InlineData(60)]
    [InlineData(600)]
    public async Task A_restart_loses_nothing_and_tells_nothing_twice(int minutesAway)
    {
        var journal = new MemoryJournal();
        var time = new FakeTimeProvider(OpenCafe.Morning);
        await using (var cafe = await OpenCafe.OpenAsync(journal, time))
        {
            await AnnounceAsync(
                cafe,
                """, "startsAt": "2024-01-15T10:00:00Z", "expiresAt": "2024-01-15T12:00:00Z" """
            );
        }

        time.Advance(TimeSpan.FromMinutes(minutesAway));
        for (var starts = 0; starts < 3; starts++)
        {
            await using var cafe = await OpenCafe.OpenAsync(journal, time);
            await PassAsync(
                cafe,
                TimeSpan.Zero,
                minutesAway switch
                {
                    0 => 1,
                    60 => 2,
                    _ => 3,
                }
            );
        }

        await using var last = await OpenCafe.OpenAsync(journal, time);
        await PassAsync(last, Hour, minutesAway == 600 ? 3 : 2);
        await PassAsync(last, Hour, 3);

        Assert.Equal(["scheduled", "started", "ended"], Told(last));
    }

    [Fact]
    public async Task Without_a_beginning_it_begins_now_and_without_an_end_it_lasts()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var id = await AnnounceAsync(cafe, "");
        await PassAsync(cafe, 100 * Hour);

        Assert.Equal(["scheduled", "started"], Told(cafe));
        await AnnounceAsync(
            cafe,
            $$""", "announcementId": "{{id}}", "expiresAt": "2024-01-15T09:00:00Z" """
        );
        await PassAsync(cafe, 100 * Hour);

        Assert.Equal(["scheduled", "started", "ended"], Told(cafe));
        Assert.Equal("2024-01-19T13:00:00.000Z", Data(cafe)[^1].GetProperty("endsAt").GetString());
    }

    [Fact]
    public async Task Another_time_takes_the_place_of_the_first()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var id = await AnnounceAsync(cafe, """, "startsAt": "2024-01-15T10:00:00Z" """);
        await AnnounceAsync(
            cafe,
            $$""", "announcementId": "{{id}}", "startsAt": "2024-01-15T15:00:00Z", "expiresAt": "2024-01-15T16:00:00Z" """
        );
        await PassAsync(cafe, 5 * Hour);
        Assert.Equal(["scheduled", "scheduled"], Told(cafe));
        await PassAsync(cafe, Hour, 3);
        await PassAsync(cafe, Hour, 4);

        Assert.Equal(["scheduled", "scheduled", "started", "ended"], Told(cafe));
    }

    [Fact]
    public async Task One_that_is_under_way_is_prolonged_without_beginning_again()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var id = await AnnounceAsync(cafe, """, "expiresAt": "2024-01-15T10:00:00Z" """);
        await AnnounceAsync(
            cafe,
            $$""", "announcementId": "{{id}}", "expiresAt": "2024-01-15T11:00:00Z" """
        );
        await PassAsync(cafe, Hour);
        Assert.Equal(["scheduled", "started", "scheduled"], Told(cafe));
        await PassAsync(cafe, Hour, 4);

        Assert.Equal(["scheduled", "started", "scheduled", "ended"], Told(cafe));
    }

    [Fact]
    public async Task One_that_is_called_off_never_begins()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        var id = await AnnounceAsync(cafe, """, "startsAt": "2024-01-15T10:00:00Z" """);
        await AnnounceAsync(
            cafe,
            $$""", "announcementId": "{{id}}", "expiresAt": "2024-01-15T09:00:00Z" """
        );
        await PassAsync(cafe, 5 * Hour);
        var again = await cafe.SendAsync(
            People.Ada,
            "announcement_publish",
            $$"""{"audience": "system:maintenance", "message": "Down", "announcementId": "{{id}}"}"""
        );

        Assert.Equal(["scheduled", "ended"], Told(cafe));
        Assert.Equal("NOT_FOUND", again.Code);
    }

    [Fact]
    public async Task Only_an_administrator_of_the_server_announces_it()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        foreach (var who in (string[])["maya", "chief"])
        {
            var answer = await cafe.SendAsync(
                who == "maya" ? People.Maya : People.Of("chief", Role.Admin, ["demo"], null),
                "announcement_publish",
                """{"audience": "system:maintenance", "message": "Down"}"""
            );
            Assert.Equal("INSUFFICIENT_PERMISSIONS", answer.Code);
        }

        Assert.Empty(Told(cafe));
    }

    private static async Task<string> AnnounceAsync(OpenCafe cafe, string more)
    {
        var answer = await cafe.DoAsync(
            People.Ada,
            "announcement_publish",
            $$"""{"audience": "system:maintenance", "message": "Down"{{more}}}"""
        );
        using var frame = JsonDocument.Parse(answer.Bytes);
        return frame
            .RootElement.GetProperty("data")
            .GetProperty("result")
            .GetProperty("announcementId")
            .GetString()!;
    }

    /// <summary>Lets time pass, and waits until so much is told; by default what is told stays as it is.</summary>
    private static async Task PassAsync(OpenCafe cafe, TimeSpan time, int? told = null)
    {
        cafe.Time.Pass(time);
        var before = Told(cafe).Count;
        await Patience.UntilAsync(
            () => Told(cafe).Count >= (told ?? before),
            () => cafe.Time.Advance(TimeSpan.FromSeconds(1))
        );
        await cafe.SettleAsync();
    }

    private static List<string> Told(OpenCafe cafe, ChannelName? channel = null) =>
        [
            .. Of(cafe, channel ?? ChannelName.SystemMaintenance)
                .Select(one => one.GetProperty("type").GetString()!["maintenance_".Length..]),
        ];

    private static List<JsonElement> Data(OpenCafe cafe) =>
        [.. Of(cafe, ChannelName.SystemMaintenance).Select(one => one.GetProperty("data"))];

    private static IEnumerable<JsonElement> Of(OpenCafe cafe, ChannelName channel) =>
        cafe
            .Memory.Messages.Where(message => message.Channel == channel)
            .Select(message => JsonDocument.Parse(message.Frame).RootElement)
            .Where(frame =>
                frame
                    .GetProperty("type")
                    .GetString()!
                    .StartsWith("maintenance_", StringComparison.Ordinal)
            );
}
