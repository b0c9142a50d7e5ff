namespace TableTap.Architecture.Tests;

/// <summary>
/// The public API of the projects that others build on is the one that is kept in PublicApi/. UPDATE_PUBLIC_API=1 writes it
/// anew; the difference then shows in the commit what changes for others.
/// </summary>
public sealed class PublicApiTests
{
    [Theory]
    [InlineData("TableTap.Client")]
    [InlineData("TableTap.Protocol")]
    [InlineData("TableTap.Realtime")]
    public void Public_api_is_the_one_that_is_kept(string project)
    {
        var file = Path.Combine(
            SourceProject.Root,
            "tests/TableTap.Architecture.Tests/PublicApi",
            $"{project}.txt"
        );
        var lines = PublicApi.Of(
            SourceCode.OfRepository.Compilations.Single(compilation =>
                compilation.AssemblyName == project
            )
        );
        if (Environment.GetEnvironmentVariable("UPDATE_PUBLIC_API") == "1")
        {
            File.WriteAllLines(file, lines);
        }

        Assert.True(lines.Count > 50);
        Assert.Equal(File.ReadAllLines(file), lines);
    }

    [Fact]
    public void What_others_cannot_use_is_no_api()
    {
        var compilation = Assert.Single(
            SourceCode
                .Of(
                    (
                        "A.cs",
                        """
                        namespace N;
                        public sealed record Order(string Id, int? Count = null) { internal int Hidden => 1; private int field; }
                        public abstract class Base { protected abstract void Do(string? text); internal void Not() { } }
                        internal sealed class Inner { public int Value => 1; }
                        """
                    )
                )
                .Compilations
        );

        Assert.Equal(
            [
                "abstract class Base [N]",
                "  abstract void Base.Do(string? text)",
                "sealed record Order : IEquatable<Order> [N]",
            ],
            PublicApi
                .Of(compilation)
                .Where(line => !line.Contains("Order.", StringComparison.Ordinal))
        );
        Assert.Contains("  Order.Order(string Id, int? Count = null)", PublicApi.Of(compilation));
    }
}
