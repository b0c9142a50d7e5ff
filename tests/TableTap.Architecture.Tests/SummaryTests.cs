namespace TableTap.Architecture.Tests;

/// <summary>A summary says what a thing is or does, in a whole sentence that a reader in a second language understands.</summary>
public sealed class SummaryTests
{
    [Fact]
    public void Summaries_are_whole_sentences() =>
        Findings.AssertNone(Summaries.TooShort(SourceCode.OfRepository));

    [Theory]
    [InlineData("<summary>When.</summary>")]
    [InlineData("<summary>It may.</summary>")]
    [InlineData("<summary>The <see cref=\"string\"/> text.</summary>")]
    [InlineData("<summary>A sentence that does not end</summary>")]
    [InlineData(
        "<summary>The time of the fact.</summary>\n/// <remarks>Also this.</remarks>\n/// <summary>Who.</summary>"
    )]
    public void A_short_or_broken_sentence_is_found(string documentation) =>
        Assert.Single(Summaries.TooShort(Documented(documentation)));

    [Theory]
    [InlineData("<summary>The time of the fact.</summary>")]
    [InlineData("<summary>Says (section 3) who may <c>hear</c> \"it.\"</summary>")]
    [InlineData("<inheritdoc/>")]
    public void A_whole_sentence_is_not_found(string documentation) =>
        Assert.Empty(Summaries.TooShort(Documented(documentation)));

    private static SourceCode Documented(string documentation) =>
        SourceCode.Of(("A.cs", $"/// {documentation}\npublic sealed record A(int At);"));
}
