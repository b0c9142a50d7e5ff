using TableTap.Testing;

namespace TableTap.Fuzz.Tests;

/// <summary>Every parser of what comes from outside, with everything that searches have kept and with spoilt inputs (docs/testing.md).</summary>
public sealed class FuzzTests
{
    private const int Spoilt = 1_500;

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void What_is_kept_holds(string name)
    {
        var target = FuzzTargets.Find(name)!;
        var corpus = new Corpus(target).Read();
        Assert.NotEmpty(corpus);
        foreach (var input in corpus)
        {
            Try(target, input);
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Thousands_of_spoilt_inputs_hold(string name)
    {
        var target = FuzzTargets.Find(name)!;
        var mutator = new InputMutator(new Corpus(target).Read(), seed: 20240115);
        for (var number = 0; number < Spoilt; number++)
        {
            Try(target, mutator.Next());
        }
    }

    [Fact]
    public void A_planted_fault_is_found()
    {
        var planted = FuzzTargets.Find("channel")! with
        {
            Try = input => BrokenRuleException.Unless(!input.Contains((byte)'{'), "No brace."),
        };
        var mutator = new InputMutator(["orders:a"u8.ToArray()], seed: 1);
        Assert.Contains(
            Enumerable.Range(0, Spoilt),
            _ =>
            {
                try
                {
                    planted.Try(mutator.Next());
                    return false;
                }
                catch (BrokenRuleException)
                {
                    return true;
                }
            }
        );
    }

    private static void Try(FuzzTarget target, byte[] input)
    {
        try
        {
            target.Try(input);
        }
        catch (Exception fault)
        {
            Assert.Fail($"{target.Name} fails for {Convert.ToBase64String(input)}: {fault}");
        }
    }
}
