import * as fs from "node:fs";

import ts from "typescript";

/**
 * Fields of a class that nobody else may use, by their names in the file: `private`, `protected`, `#private`, and constructor parameters that become fields.
 * Pulumi's analyzer does not tell them from outputs.
 */
export function hiddenFields(file: string): string[] {
    const source = ts.createSourceFile(file, fs.readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
    return source.statements.filter(ts.isClassDeclaration).flatMap((declaration) => declaration.members.flatMap(hiddenIn));
}

function hiddenIn(member: ts.ClassElement): string[] {
    if (ts.isConstructorDeclaration(member)) {
        return member.parameters.filter((parameter) => ts.isParameterPropertyDeclaration(parameter, member)).map(({ name }) => name.getText());
    }
    if (!ts.isPropertyDeclaration(member)) return [];
    const hidden = ts.getCombinedModifierFlags(member) & (ts.ModifierFlags.Private | ts.ModifierFlags.Protected);
    return hidden !== 0 || ts.isPrivateIdentifier(member.name) ? [member.name.getText()] : [];
}
