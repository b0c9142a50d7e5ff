namespace TableTap.Architecture.Tests;

/// <summary>The reading of arrows itself: what makes one, what does not, and that circles are found.</summary>
public sealed class ArrowGraphTests
{
    private const string Target = """
        public sealed record Target(int Value) { public static int Count => 1; public static Target Make() => new(1); }
        public static class Extending { public static int Doubled(this int value) => 2 * value; }
        """;

    [Theory]
    [InlineData("class Source { Target? field; }")]
    [InlineData("class Source { int Method() => Target.Count; }")]
    [InlineData("class Source { int Method() => 3.Doubled(); }")]
    [InlineData(
        "class Source { void Take(System.Func<int, object> f) { } void Method() => Take(value => new Target(value)); }"
    )]
    [InlineData("[System.Obsolete(nameof(Target))] class Source;")]
    [InlineData("class Source : System.Collections.Generic.List<Target>;")]
    public void A_name_that_is_bound_to_another_file_is_an_arrow(string source) =>
        Assert.Equal([("Source.cs", "Target.cs")], Read(source).Arrows);

    [Theory]
    [InlineData("class Source { /* Target */ }")]
    [InlineData("class Source { const string Text = \"Target\"; }")]
    [InlineData("/// <summary>Not <see cref=\"Target\"/>.</summary>\nclass Source;")]
    [InlineData("class Source { int Target => 1; int Method() => Target; }")]
    public void Text_comments_and_own_names_are_no_arrow(string source) =>
        Assert.Empty(Read(source).Arrows);

    [Fact]
    public void Files_that_need_each_other_are_one_circle()
    {
        var graph = ArrowGraph.OfFiles(
            SourceCode.Of(
                ("x/A.cs", "class A { B? b; }"),
                ("y/B.cs", "class B { C? c; }"),
                ("x/C.cs", "class C { A? a; D? d; }"),
                ("z/D.cs", "class D;")
            )
        );

        Assert.Equal(["x/A.cs <-> x/C.cs <-> y/B.cs"], graph.Circles);
        Assert.Equal(["x <-> y"], graph.Grouped(path => path[..1]).Circles);
    }

    private static ArrowGraph Read(string source) =>
        ArrowGraph.OfFiles(SourceCode.Of(("Source.cs", source), ("Target.cs", Target)));
}
