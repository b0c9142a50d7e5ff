using System.Text.Json.Serialization.Metadata;
using TableTap.Protocol.Envelopes;

namespace TableTap.Server.Http;

/// <summary>Writes JSON answers; none is ever cached, for all of them are of one caller and one moment.</summary>
public static class JsonAnswer
{
    /// <summary>The media type of JSON answers.</summary>
    public const string MediaType = "application/json";

    /// <summary>Answers with a value.</summary>
    /// <typeparam name="T">Its contract.</typeparam>
    /// <param name="context">The request and its answer.</param>
    /// <param name="value">The value to write.</param>
    /// <param name="contract">The JSON contract of the value.</param>
    public static Task WriteAsync<T>(HttpContext context, T value, JsonTypeInfo<T> contract) =>
        WriteAsync(context, FrameWriter.Payload(value, contract));

    /// <summary>Answers with JSON that is already encoded.</summary>
    /// <param name="context">The request and its answer.</param>
    /// <param name="json">The JSON, UTF-8.</param>
    /// <param name="mediaType">Its media type.</param>
    public static Task WriteAsync(
        HttpContext context,
        ReadOnlyMemory<byte> json,
        string mediaType = MediaType
    )
    {
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = json.Length;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.Body.WriteAsync(json, context.RequestAborted).AsTask();
    }
}
