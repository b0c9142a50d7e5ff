using TableTap.Cafes.Hosting;
using TableTap.Ordering.Profiles;
using TableTap.Protocol.Errors;
using TableTap.Realtime.Authentication;
using TableTap.Terms;

namespace TableTap.Cafes.Tests;

/// <summary>An import is a command like any other: decided once, in the café's own audit.</summary>
public sealed class ImportTests
{
    private static readonly Identity Root = new(
        "root",
        Role.Admin,
        [],
        null,
        null,
        null,
        "tabletap",
        OpenCafe.Morning.AddHours(1)
    );

    [Fact]
    public async Task Every_import_is_a_line_of_the_audit_allowed_or_refused()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var done = await RunAsync(cafe, OtherCafe.Id, OtherCafe.Profile, "i1");
        var clash = await RunAsync(cafe, "third", OtherCafe.Profile, "i2");
        var broken = await RunAsync(
            cafe,
            OtherCafe.Id,
            OtherCafe.Profile with
            {
                Currency = "?",
            },
            "i3"
        );

        Assert.Null(done.Refusal);
        Assert.Null(done.Before);
        Assert.Equal(ErrorCode.Conflict, clash.Refusal!.Code);
        Assert.Equal(ErrorCode.ValidationFailed, broken.Refusal!.Code);
        Assert.Equal(OtherCafe.Profile, broken.Before);
        Assert.Equal(
            [
                ("other", "i1", "processed"),
                ("server", "i2", "CONFLICT"),
                ("other", "i3", "VALIDATION_FAILED"),
            ],
            cafe.Memory.Audit.Where(line => line.Command == "cafe_import")
                .Select(line => (line.Chain, line.MessageId, line.Result))
        );
        Assert.Null(cafe.Host.Find("third"));
    }

    [Fact]
    public async Task Of_two_cafés_that_come_at_once_with_the_same_counter_one_is_refused()
    {
        await using var cafe = await OpenCafe.OpenAsync();

        var both = await Task.WhenAll(
            RunAsync(cafe, "one", OtherCafe.Profile, "i1"),
            RunAsync(cafe, "two", OtherCafe.Profile, "i2")
        );

        Assert.Single(both, one => one.Refusal is null);
        Assert.Single(both, one => one.Refusal?.Code == ErrorCode.Conflict);
    }

    private static Task<CafeImportResult> RunAsync(
        OpenCafe cafe,
        string id,
        CafeProfile profile,
        string import
    ) =>
        CafeImport.RunAsync(
            cafe.Host,
            id,
            profile,
            Root,
            null,
            import,
            TestContext.Current.CancellationToken
        );
}
