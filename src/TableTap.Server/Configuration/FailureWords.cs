using System.Net.Http;
using System.Net.Sockets;

namespace TableTap.Server.Configuration;

/// <summary>What went wrong outside of this program, in an operator's words and with what it is about. Pure.</summary>
public static class FailureWords
{
    // What the systems that it runs on call "no space left on device".
    private const int DiskFull = 28;

    /// <summary>Why a file or a folder cannot be used.</summary>
    /// <param name="path">The path of the file or folder.</param>
    /// <param name="failure">What the system said.</param>
    public static string Of(string path, Exception failure) =>
        failure switch
        {
            FileNotFoundException or DirectoryNotFoundException => Missing(path),
            UnauthorizedAccessException when Directory.Exists(path) =>
                $"{path} is a folder, not a file.",
            UnauthorizedAccessException => $"{path}: this user may not read or write it.",
            PathTooLongException => $"{path}: the name is too long.",
            InvalidDataException => failure.Message,
            IOException { HResult: DiskFull } => $"{path}: the disk is full.",
            _ => $"{path} cannot be read or written; look at the disk and at the file's rights.",
        };

    /// <summary>A file or a folder is not there.</summary>
    public static string Missing(string path) => $"{path}: there is no such file or folder.";

    /// <summary>Why a server does not answer.</summary>
    /// <param name="failure">What the client said.</param>
    public static string Of(HttpRequestException failure) =>
        failure.HttpRequestError switch
        {
            HttpRequestError.NameResolutionError => "that name is not known",
            HttpRequestError.SecureConnectionError =>
                "its certificate is not trusted, or it does not speak TLS",
            HttpRequestError.ConnectionError
                when failure.InnerException
                    is SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
                "nothing listens there",
            HttpRequestError.ConnectionError => "it cannot be reached",
            _ => "the connection broke",
        };

    /// <summary>Whether an exception is of the file system, and not a fault of this program.</summary>
    public static bool IsOfFiles(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or InvalidDataException;
}
