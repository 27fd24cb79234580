/** Lines of text with aligned columns, a rule below the headers, nothing but ASCII of its own. */
export function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
    const cells = rows.map((row) => headers.map((_, column) => singleLine(row[column] ?? "")));
    const widths = headers.map((header, column) => Math.max(header.length, ...cells.map((row) => row[column]!.length)));
    const line = (row: readonly string[]): string =>
        row
            .map((cell, column) => cell.padEnd(widths[column]!))
            .join("  ")
            .trimEnd();
    return [line(headers), line(widths.map((width) => "-".repeat(width))), ...cells.map(line)].join("\n");
}

/** A line break in a cell would end its row. */
function singleLine(text: string): string {
    return text.replaceAll(/\s*[\r\n]+\s*/g, " ");
}
