using System.Text;
using CsCheck;
using TableTap.Realtime.Journal;
using TableTap.Testing;

namespace TableTap.Storage.Tests.Contract;

/// <summary>A stream, its subjects and channels at one commit.</summary>
public abstract class CutContract(ContractStore store) : JournalContract(store)
{
    private const string Stream = "cafe:demo";

    [Fact]
    public async Task Everything_unknown_reads_as_empty()
    {
        var cut = await CutAsync(0, subjects: ["o1"], terms: ["order"]);

        Assert.Equal(0, cut.Version);
        Assert.Empty(cut.Facts);
        Assert.Equal(new ChannelHead(0, 1), cut.Heads.Heads[General]);
        Assert.Equal("o1:", Text(cut.Subjects));
    }

    [Fact]
    public async Task Facts_after_the_known_version_come_with_the_heads_of_their_commit()
    {
        for (var number = 1; number <= 3; number++)
        {
            await AppendAsync(
                Batch.Of(Stream, number - 1).Fact($"f{number}").Message(General, $"m{number}")
            );
        }

        var cut = await CutAsync(1);

        Assert.Equal(3, cut.Version);
        Assert.Equal(3, cut.Heads.Heads[General].Sequence);
        Assert.Equal(["2 f2", "3 f3"], cut.Facts.Select(Line));
        Assert.Empty((await CutAsync(3)).Facts);
    }

    [Fact]
    public async Task A_long_tail_of_facts_is_read_whole()
    {
        var batch = Enumerable
            .Range(1, 1_203)
            .Aggregate(Batch.Of(Stream, 0), (batch, number) => batch.Fact($"f{number}"));
        await AppendAsync(batch);

        var cut = await CutAsync(2);

        Assert.Equal(Enumerable.Range(3, 1_201), cut.Facts.Select(fact => (int)fact.Version));
    }

    [Fact]
    public async Task Facts_of_a_subject_are_read_alone_and_in_order()
    {
        await AppendAsync(
            Batch.Of(Stream, 0).Fact("a1", "a").Fact("house").Fact("b1", "b").Fact("a2", "a")
        );
        await AppendAsync(Batch.Of("cafe:other", 0).Fact("foreign", "a"));
        await RestartAsync();

        var cut = await CutAsync(4, subjects: ["b", "a", "nobody"]);

        Assert.Equal("b:b1 a:a1,a2 nobody:", Text(cut.Subjects));
        Assert.Equal([1L, 4L], cut.Subjects[1].Facts.Select(fact => fact.Version));
    }

    [Fact]
    public async Task Subjects_are_found_by_all_their_terms_the_latest_first()
    {
        await EnterAsync(("a", 1, "x,y"), ("b", 2, "x"), ("c", 3, "x,y"), ("d", 3, "x,y"));
        await AppendAsync(
            Batch.Of("cafe:other", 0).Fact("e1", "e").Enter("e", Batch.Noon, "x", "y")
        );

        Assert.Equal("d c b a", await FindAsync(["x"]));
        Assert.Equal("d c a", await FindAsync(["x", "y"]));
        Assert.Equal("d c a", await FindAsync(["y", "x"]));
        Assert.Equal("", await FindAsync(["x", "z"]));
        Assert.Equal("d c", await FindAsync(["x"], limit: 2));
        Assert.Equal("c b a", await FindAsync(["x"], before: (3, "d")));
        Assert.Equal("b a", await FindAsync(["x"], before: (3, "")));
        Assert.Equal("d c b", await FindAsync(["x"], from: 2));
    }

    [Fact]
    public async Task What_is_entered_twice_is_found_once_and_a_conflict_enters_nothing()
    {
        await EnterAsync(("a", 1, "x"));
        await AppendAsync(Batch.Of(Stream, 1).Fact("a2", "a").Enter("a", At(1), "x", "y"));
        await AppendAsync(Batch.Of(Stream, 1).Fact("late", "z").Enter("z", At(9), "x"));

        Assert.Equal("a", await FindAsync(["x"]));
        Assert.Equal("a", await FindAsync(["x", "y"]));
    }

    /// <summary>Section 7: a cut taken at any moment between appends of others is of one commit.</summary>
    [Fact]
    public async Task Cuts_between_concurrent_appends_are_of_one_commit()
    {
        var hearing = HearAsync(450);
        var writing = Task.Run(
                async () =>
                {
                    for (var number = 0; number < 150; number++)
                    {
                        var batch = Batch
                            .Of(Stream, number)
                            .Fact($"f{number}", "a")
                            .Message(General, $"g{number}")
                            .Message(Staff, $"s{number}")
                            .Enter($"s{number:D4}", At(number), "x");
                        Assert.True((await AppendAsync(batch)).Committed);
                        await AppendAsync(Batch.Of("server").Message(Guest, $"n{number}"));
                    }
                },
                Cancel
            )
            .Soon();

        do
        {
            var cut = await CutAsync(0, subjects: ["a"], terms: ["x"], limit: 1);
            Assert.Equal(cut.Version, cut.Heads.Heads[General].Sequence);
            Assert.Equal(cut.Version, cut.Heads.Heads[Staff].Sequence);
            Assert.Equal(cut.Version, cut.Facts.Count);
            Assert.Equal(cut.Version, cut.Subjects[0].Facts.Count);
            Assert.Equal(
                cut.Version == 0 ? [] : [$"s{cut.Version - 1:D4}"],
                cut.Subjects.Skip(1).Select(found => found.Subject)
            );
        } while (!writing.IsCompleted);

        await writing;
        await hearing;
    }

    [Fact]
    public async Task Pages_of_any_size_walk_any_index_once()
    {
        await Gen.Select(
                Gen.Select(Gen.Int[0, 4], Gen.Int[0, 5], (at, terms) => (at, terms)).Array[1, 30],
                Gen.Int[1, 7]
            )
            .SampleAsync(
                async (subjects, size) =>
                {
                    var stream = $"cafe:{Guid.CreateVersion7():N}";
                    var batch = Batch.Of(stream, 0);
                    for (var number = 0; number < subjects.Length; number++)
                    {
                        string[] terms = subjects[number].terms > 2 ? ["x", "y"] : ["x"];
                        batch = batch.Enter($"s{number}", At(subjects[number].at), terms);
                    }

                    await Journal.AppendAsync(batch.Fact("f"), CancellationToken.None);
                    var expected = batch
                        .Index.Where(entry => entry.Terms.Count == 2)
                        .OrderByDescending(entry => entry.At)
                        .ThenByDescending(entry => entry.Subject, StringComparer.Ordinal)
                        .Select(entry => entry.Subject);
                    var walked = new List<string>();
                    var query = new IndexQuery(["x", "y"], size);
                    while (true)
                    {
                        var cut = await Journal.CutAsync(
                            new(stream, 1, []) { Find = query },
                            CancellationToken.None
                        );
                        walked.AddRange(cut.Subjects.Select(found => found.Subject));
                        if (cut.Subjects.Count < size)
                        {
                            break;
                        }

                        var last = batch.Index.Single(entry => entry.Subject == walked[^1]);
                        query = query with { Before = new(last.At, last.Subject) };
                    }

                    Assert.Equal(expected, walked);
                },
                iter: 40,
                threads: 1
            );
    }

    private static DateTimeOffset At(int minute) => Batch.Noon.AddMinutes(minute);

    private static string Line(StoredFact fact) =>
        $"{fact.Version} {Encoding.UTF8.GetString(fact.Data.Span)}";

    private static string Text(IEnumerable<SubjectFacts> subjects) =>
        string.Join(
            ' ',
            subjects.Select(one =>
                $"{one.Subject}:{string.Join(',', one.Facts.Select(fact => Encoding.UTF8.GetString(fact.Data.Span)))}"
            )
        );

    private async Task EnterAsync(params (string Subject, int Minute, string Terms)[] subjects)
    {
        foreach (var (subject, minute, terms) in subjects)
        {
            await AppendAsync(
                Batch.Of(Stream).Fact("f", subject).Enter(subject, At(minute), terms.Split(','))
            );
        }
    }

    private async Task<JournalCut> CutAsync(
        long after,
        string[]? subjects = null,
        string[]? terms = null,
        int limit = 100
    ) =>
        await Journal.CutAsync(
            new(Stream, after, [General, Staff])
            {
                Subjects = subjects ?? [],
                Find = terms is null ? null : new(terms, limit),
            },
            Cancel
        );

    private async Task<string> FindAsync(
        string[] terms,
        int limit = 100,
        (int Minute, string Subject)? before = null,
        int? from = null
    )
    {
        var query = new IndexQuery(terms, limit);
        if (before is { } place)
        {
            query = query with { Before = new(At(place.Minute), place.Subject) };
        }

        if (from is { } minute)
        {
            query = query with { From = At(minute) };
        }

        var cut = await Journal.CutAsync(new(Stream, 0, []) { Find = query }, Cancel);
        return string.Join(' ', cut.Subjects.Select(found => found.Subject));
    }
}
