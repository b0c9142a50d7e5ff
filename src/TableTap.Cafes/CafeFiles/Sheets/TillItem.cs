namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>An item as a till or a shop exports it.</summary>
/// <param name="Row">The row where it begins.</param>
/// <param name="Ids">What its id can be made of, the most wanted first.</param>
/// <param name="Name">Its name.</param>
/// <param name="Category">The heading that it stands under; empty for none.</param>
/// <param name="Description">What it is, in words; empty for none.</param>
/// <param name="Photo">The address of a picture; empty for none.</param>
internal sealed record TillItem(
    SheetRow Row,
    IReadOnlyList<string> Ids,
    SheetCell Name,
    SheetCell Category,
    SheetCell Description = default,
    SheetCell Photo = default
)
{
    /// <summary>What is chosen of it: <c>Size</c>; none for most.</summary>
    public IReadOnlyList<string> Axes { get; init; } = [];

    /// <summary>The forms in which it is sold; one for most.</summary>
    public List<SheetVariant> Variants { get; init; } = [];
}
