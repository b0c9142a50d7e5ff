using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using TableTap.Cafes.Announcements;

namespace TableTap.Cafes.Tests.Announcements;

/// <summary>Ids are UUIDv7 (section 2): they sort by the time they were made, and no two are the same, whoever makes them.</summary>
public sealed class IdGeneratorTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);
    private readonly FakeTimeProvider _time = new(Noon);
    private readonly IdGenerator _ids;

    public IdGeneratorTests() => _ids = new(_time);

    [Fact]
    public void An_id_has_the_version_the_variant_and_the_time_that_the_RFC_wants()
    {
        for (var count = 0; count < 1_000; count++)
        {
            var id = Guid.Parse(_ids.NewId());

            Assert.Equal(7, id.Version);
            Assert.InRange(id.Variant, 8, 11);
            Assert.StartsWith(
                Noon.ToUnixTimeMilliseconds().ToString("x12", CultureInfo.InvariantCulture),
                $"{id:N}",
                StringComparison.Ordinal
            );
        }
    }

    [Fact]
    public void Later_ids_sort_behind_earlier_ones()
    {
        var first = _ids.NewMessageId();
        _time.Advance(TimeSpan.FromMicroseconds(1));

        Assert.True(string.CompareOrdinal(first, _ids.NewMessageId()) < 0);
        Assert.Matches("^msg_[0-9a-f]{32}$", first);
    }

    [Fact]
    public void No_two_are_the_same_on_whatever_thread_they_are_made()
    {
        var made = new ConcurrentBag<string>();

        Parallel.For(0, 20_000, _ => made.Add(_ids.NewId()));

        Assert.Equal(made.Count, made.Distinct(StringComparer.Ordinal).Count());
    }
}
