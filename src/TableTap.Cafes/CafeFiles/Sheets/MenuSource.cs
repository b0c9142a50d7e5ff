using TableTap.Terms;

namespace TableTap.Cafes.CafeFiles.Sheets;

/// <summary>Which program wrote a sheet with a menu (docs/menus.md).</summary>
public enum MenuSource
{
    /// <summary>TableTap itself, or somebody who filled in its columns.</summary>
    Csv,

    /// <summary>Square: the export of the item library.</summary>
    Square,

    /// <summary>Loyverse: the export of the item list.</summary>
    Loyverse,

    /// <summary>WooCommerce: the export of products.</summary>
    [Word("woocommerce")]
    WooCommerce,
}
