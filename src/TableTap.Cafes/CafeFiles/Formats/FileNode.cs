namespace TableTap.Cafes.CafeFiles.Formats;

/// <summary>A place in a file, both counted from 1.</summary>
/// <param name="Line">The number of the line.</param>
/// <param name="Column">The character of the line.</param>
public readonly record struct FileMark(int Line, int Column);

/// <summary>A value of a file, whatever it is written in, and where it stands.</summary>
/// <param name="Mark">Where it begins.</param>
internal abstract record FileNode(FileMark Mark);

/// <summary>A text, a number, a word: what has no parts.</summary>
/// <param name="Mark">Where it begins.</param>
/// <param name="Text">As it reads, without its quotes.</param>
/// <param name="IsText">Whether it can only be a text: it stands in quotes.</param>
internal sealed record FileText(FileMark Mark, string Text, bool IsText) : FileNode(Mark)
{
    /// <summary>Whether it says that there is nothing.</summary>
    public bool IsNothing => !IsText && Text is "" or "~" or "null" or "Null" or "NULL";
}

/// <summary>Values in their order.</summary>
/// <param name="Mark">Where it begins.</param>
/// <param name="Items">The values.</param>
internal sealed record FileList(FileMark Mark, IReadOnlyList<FileNode> Items) : FileNode(Mark);

/// <summary>Values by name, in the order of the file; a name that is there twice has been told of.</summary>
/// <param name="Mark">Where it begins.</param>
/// <param name="Fields">The fields.</param>
internal sealed record FileMap(FileMark Mark, IReadOnlyList<FileField> Fields) : FileNode(Mark);

/// <summary>A field of a map.</summary>
/// <param name="Mark">Where its name begins.</param>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
internal sealed record FileField(FileMark Mark, string Name, FileNode Value);
