using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Cards;
using TableTap.Protocol.Errors;

namespace TableTap.Server.Http;

/// <summary>Reads small JSON bodies from outside.</summary>
internal static class RequestBody
{
    /// <summary>Reads a body of a bounded size; otherwise answers with 413.</summary>
    /// <param name="context">The request.</param>
    /// <param name="maxBytes">The most it may have.</param>
    /// <returns>The body; null where the request is answered.</returns>
    public static async ValueTask<ReadOnlyMemory<byte>?> ReadAsync(
        HttpContext context,
        int maxBytes
    )
    {
        var buffer = new MemoryStream();
        var chunk = new byte[Math.Min(maxBytes + 1, 16 * 1024)];
        int read;
        while ((read = await context.Request.Body.ReadAsync(chunk, context.RequestAborted)) > 0)
        {
            buffer.Write(chunk, 0, read);
            if (buffer.Length > maxBytes)
            {
                await ProblemDocument.WriteAsync(
                    context,
                    new(
                        ErrorCode.MalformedMessage,
                        $"The body is larger than {maxBytes} bytes.",
                        Limit: maxBytes
                    ),
                    status: StatusCodes.Status413PayloadTooLarge
                );
                return null;
            }
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    /// <summary>Reads a body as JSON of a contract; otherwise answers with 400.</summary>
    /// <typeparam name="T">The contract.</typeparam>
    /// <param name="context">The request.</param>
    /// <param name="contract">The contract.</param>
    /// <param name="shape">The body as it should be, for the answer.</param>
    /// <returns>The body; null where the request is answered.</returns>
    public static async ValueTask<T?> ReadAsync<T>(
        HttpContext context,
        JsonTypeInfo<T> contract,
        string shape
    )
        where T : class
    {
        const int maxBytes = 16 * 1024;
        if (await ReadAsync(context, maxBytes) is not { } body)
        {
            return null;
        }

        try
        {
            if (JsonSerializer.Deserialize(body.Span, contract) is { } value)
            {
                if (!CardData.IsIn(body.Span))
                {
                    return value;
                }

                await ProblemDocument.WriteAsync(
                    context,
                    new(ErrorCode.ValidationFailed, "Card data is not accepted here.")
                );
                return null;
            }
        }
        catch (JsonException)
        {
            // Answered below, without the parser's words.
        }

        await ProblemDocument.WriteAsync(
            context,
            new(ErrorCode.MalformedMessage, $"The body has to be JSON: {shape}")
        );
        return null;
    }
}
