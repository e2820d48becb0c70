namespace Paklog.Lakehouse.Testing;

/// <summary>
/// How a column's value is written by a database, by <c>lakehouse query --json</c>, and as canonical text. This is the list of all normalisations
/// between the recordings' truth and our tables; each changes how a value is written, never the value. What is not said here is compared as it stands.
/// </summary>
public enum ColumnKind
{
    /// <summary>Text, ENUM, SET, UUID; JSON too: both sides hold the database's own JSON text. Compared as it stands.</summary>
    Text,

    /// <summary>A whole number of any size. Canonical: digits. (The database may write what JSON writes: nothing changes but a leading zero or plus.)</summary>
    Integer,

    /// <summary>
    /// DECIMAL(p,s): the database pads with zeros to its scale, JSON need not (<c>7596000.0000</c>, <c>7596000</c>). Canonical: plain digits, no zeros at the end
    /// of the fraction, exact at any precision (never by way of a double).
    /// </summary>
    Decimal,

    /// <summary>
    /// NUMERIC without precision: the database keeps the scale each value was written with (<c>160177.500000</c>), our tables hold canonical text. Only the
    /// database's side is normalised, as <see cref="Decimal"/>; ours must be that text to the character. NaN is null by the contract's policy.
    /// </summary>
    NumericText,

    /// <summary>
    /// DOUBLE: both sides write the shortest or a 17-digit text of the same 64 bits (<c>4</c>, <c>4.0</c>, <c>1e-7</c>). Canonical: the shortest text that
    /// reads back as the same bits.
    /// </summary>
    Double,

    /// <summary>PostgreSQL writes <c>true</c> or <c>t</c>, MariaDB's TINYINT(1) <c>1</c>, JSON a word or a digit. Canonical: true, false.</summary>
    Boolean,

    /// <summary>YYYY-MM-DD on both sides.</summary>
    Date,

    /// <summary>
    /// A timestamp without zone: the database puts a space for the T and leaves zeros out as it likes (<c>2025-12-13 13:51:30.890</c>, <c>...:54.05</c>).
    /// Canonical: T and six digits. A zone on our side is a difference. Infinity is null by the contract's policy.
    /// </summary>
    Timestamp,

    /// <summary>
    /// An instant: PostgreSQL writes its offset (<c>+00</c>), MariaDB's session was in UTC and writes none, JSON writes Z. Canonical: UTC, six digits, Z. A missing
    /// zone on our side is a difference. Infinity is null by the contract's policy.
    /// </summary>
    TimestampTz,

    /// <summary>Bytes: the database's side is HEX, JSON's base64. Canonical: lower-case hex.</summary>
    Binary,

    /// <summary>
    /// An interval: PostgreSQL writes years, months, days and a clock time apart; the events carry microseconds alone, a month at 2,629,800 s, and our tables
    /// ISO 8601 text made of them. <c>1 day 02:00:00</c> and <c>26:00:00</c> are one value in the events, so neither side can be turned into the other's text.
    /// Canonical: the microseconds.
    /// </summary>
    Interval,

    /// <summary>An array of texts: the database's side is array_to_json. Canonical: JSON without spaces, nulls kept.</summary>
    TextArray,

    /// <summary>An array of doubles, each as <see cref="Double"/>.</summary>
    DoubleArray,
}
