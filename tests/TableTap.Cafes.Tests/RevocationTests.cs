using TableTap.Server.Testing;
using static TableTap.Cafes.Tests.OrderSteps;

namespace TableTap.Cafes.Tests;

/// <summary>Section 1: revocation is checked again when a command is decided.</summary>
public sealed class RevocationTests
{
    [Fact]
    public async Task A_command_of_somebody_revoked_while_it_waited_is_refused()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        // The loop stands still with what it decided first.
        using var goesOn = new ManualResetEventSlim();
        var decided = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        cafe.Memory.BeforeAppend = _ =>
        {
            decided.TrySetResult();
            goesOn.Wait(TestContext.Current.CancellationToken);
        };
        var first = cafe.SendAsync(People.John, "order_create", Form());
        await decided.Task;
        var waiting = cafe.SendAsync(People.Ben, "employee_clock_out", "{}", "m-1");
        cafe.Revocations.Revoke(new(UserId: "ben"));
        goesOn.Set();

        Assert.True((await first).IsAcknowledged);
        Assert.Equal("AUTHENTICATION_FAILED", (await waiting).Code);
        Assert.True(cafe.Cafe.Shifts.Contains("ben"));
    }

    [Fact]
    public async Task A_revoked_sender_is_refused_and_audited_and_the_refusal_is_not_remembered()
    {
        await using var cafe = await OpenCafe.OpenAsync();
        cafe.Revocations.Revoke(new("token-ben") { Until = OpenCafe.Morning.AddMinutes(5) });

        var refused = await cafe.SendAsync(People.Ben, "employee_clock_out", "{}", "m-1");
        cafe.Time.Advance(TimeSpan.FromMinutes(6));
        var later = await cafe.SendAsync(People.Ben, "employee_clock_out", "{}", "m-1");

        Assert.Equal("AUTHENTICATION_FAILED", refused.Code);
        Assert.True(later.IsAcknowledged, later.Bytes);
        Assert.Equal(
            ["AUTHENTICATION_FAILED", "processed"],
            cafe.Memory.Audit.Select(line => line.Result)
        );
    }
}
