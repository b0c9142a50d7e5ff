using System.Text;
using TableTap.Realtime.Journal;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Contract;

/// <summary>Records: the last write stays, and nobody writes over what they have not seen.</summary>
public abstract class RecordContract(ContractStore store) : JournalContract(store)
{
    private const string Kind = "session";

    [Fact]
    public async Task A_record_comes_back_whole_also_after_a_restart()
    {
        await WriteAsync(Change("a", 0, "first") with { Group = "anna" });
        await RestartAsync();

        var record = await FindAsync("a");
        Assert.NotNull(record);
        Assert.Equal(("a", Kind, "anna"), (record.Key, record.Kind, record.Group));
        Assert.Equal("first", Text(record));
        Assert.True(record.Version > 0);
    }

    [Fact]
    public async Task A_write_on_another_version_conflicts_and_leaves_nothing_of_its_batch()
    {
        await WriteAsync(Change("a", 0, "first"));
        var first = (await FindAsync("a"))!;
        await WriteAsync(Change("a", first.Version, "second"));

        var late = await AppendAsync(
            Batch.Of("demo").Audit("demo", "m-1") with
            {
                Records = [Change("b", 0, "other"), Change("a", first.Version, "third")],
            }
        );

        Assert.False(late.Committed);
        Assert.Equal("second", Text(await FindAsync("a")));
        Assert.Null(await FindAsync("b"));
        Assert.Empty((await Journal.ReadAuditAsync(new(10), Cancel)).Entries);
    }

    [Fact]
    public async Task What_is_there_is_not_written_as_new_and_what_is_not_there_not_as_old()
    {
        await WriteAsync(Change("a", 0, "first"));

        Assert.False(await TryAsync(Change("a", 0, "again")));
        Assert.False(await TryAsync(Change("b", 1, "never")));
        Assert.Equal("first", Text(await FindAsync("a")));
    }

    [Fact]
    public async Task A_record_that_was_removed_and_made_again_has_a_version_of_its_own()
    {
        await WriteAsync(Change("a", 0, "first"));
        var first = (await FindAsync("a"))!.Version;
        await WriteAsync(new RecordChange(Kind, "a", first, null));
        Assert.Null(await FindAsync("a"));
        await RestartAsync();
        await WriteAsync(Change("a", 0, "second"));

        Assert.NotEqual(first, (await FindAsync("a"))!.Version);
        Assert.False(await TryAsync(new RecordChange(Kind, "a", first, null)));
    }

    [Fact]
    public async Task Of_writes_at_the_same_time_one_wins()
    {
        await WriteAsync(Change("a", 0, "first"));
        var version = (await FindAsync("a"))!.Version;

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 20).Select(n => TryAsync(Change("a", version, $"write {n}")))
        );

        Assert.Single(outcomes, won => won);
    }

    [Fact]
    public async Task Records_are_read_by_group_and_in_pages_of_their_keys()
    {
        await WriteAsync(Change("c", 0, "3") with { Group = "anna" });
        await WriteAsync(Change("a", 0, "1") with { Group = "anna" });
        await WriteAsync(Change("b", 0, "2") with { Group = "ben" });
        await WriteAsync(Change("B", 0, "0"));
        await WriteAsync(new RecordChange("other", "d", 0, "4"u8.ToArray()) { Group = "anna" });

        Assert.Equal("B a b c", Keys(await ReadAsync(new(Kind, 10))));
        Assert.Equal("a c", Keys(await ReadAsync(new(Kind, 10) { Group = "anna" })));
        Assert.Equal("B a", Keys(await ReadAsync(new(Kind, 2))));
        Assert.Equal("b c", Keys(await ReadAsync(new(Kind, 2) { After = "a" })));
        Assert.Equal(4, await Journal.CountRecordsAsync(Kind, Cancel));
        Assert.Equal(0, await Journal.CountRecordsAsync("none", Cancel));
    }

    [Fact]
    public async Task A_record_is_there_as_long_as_it_is_to_be_kept()
    {
        await WriteAsync(Change("a", 0, "first") with { KeptFor = TimeSpan.FromHours(1) });
        await RestartAsync();

        Assert.Equal("first", Text(await FindAsync("a")));
    }

    private static RecordChange Change(string key, long version, string text) =>
        new(Kind, key, version, Encoding.UTF8.GetBytes(text));

    private static string? Text(StoredRecord? record) =>
        record is null ? null : Encoding.UTF8.GetString(record.Data.Span);

    private static string Keys(IEnumerable<StoredRecord> records) =>
        string.Join(' ', records.Select(record => record.Key));

    private async Task<IReadOnlyList<StoredRecord>> ReadAsync(RecordQuery query) =>
        await Journal.ReadRecordsAsync(query, Cancel);

    private async Task<StoredRecord?> FindAsync(string key) =>
        await Journal.FindRecordAsync(Kind, key, Cancel);

    private async Task<bool> TryAsync(RecordChange change) =>
        (await AppendAsync(Batch.Of("demo") with { Records = [change] })).Committed;

    private async Task WriteAsync(RecordChange change) => Assert.True(await TryAsync(change));
}
