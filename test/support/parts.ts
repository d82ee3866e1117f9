import ts from 'typescript';

/** A method, a function, or what else stands in a class or a file: what it calls, and whether it opens a unit of work. */
export interface Part {
  name: string;
  calls: Set<string>;
  /** The rules that it names as refusing. */
  rules: Set<string>;
  /** The events that it puts to a machine. */
  events: Set<string>;
  unit: boolean;
  /** What is done in its unit is given to it by those who call it. */
  given: boolean;
}

const UNIT = /(^|\.)work\.run$/;

/** The rule that an expression refuses with: of a Refused, of an id that nothing has, or of a fault of a field, also where one of two is chosen. */
function ruleOf(node: ts.Node): string[] {
  const named = (ts.isNewExpression(node) && node.expression.getText() === 'Refused') || (ts.isCallExpression(node) && node.expression.getText() === 'knownId') ? node.arguments?.[0] : ts.isPropertyAssignment(node) && node.name.getText() === 'rule' ? node.initializer : undefined;
  const texts = (each: ts.Node): string[] => (ts.isStringLiteral(each) ? [each.text] : ts.isConditionalExpression(each) ? [...texts(each.whenTrue), ...texts(each.whenFalse)] : []);
  return named ? texts(named) : [];
}

/** Every part of the sources: which others it calls, by the types of what the constructor is given, and whether it opens a unit of work. */
export function partsOf(sources: Record<string, string>): Map<string, Part> {
  const parts = new Map<string, Part>();
  for (const [file, text] of Object.entries(sources)) {
    const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
    const add = (name: string, body: ts.Node, of: { owner: string; fields: Map<string, string> }): void => {
      const part = parts.get(name) ?? { name, calls: new Set<string>(), rules: new Set<string>(), events: new Set<string>(), unit: false, given: false };
      const parameters = ts.isMethodDeclaration(body) ? body.parameters.map((each) => each.name.getText(source)) : [];
      parts.set(name, part);
      const visit = (node: ts.Node): void => {
        if (ts.isCallExpression(node)) {
          const called = node.expression.getText(source).replace(/[?!]/g, '');
          if (UNIT.test(called)) part.unit = true;
          const [first, second, third] = called.split('.');
          if (first === 'this' && third !== undefined && of.fields.has(second!)) part.calls.add(`${of.fields.get(second!)}.${third}`);
          else if (first === 'this' && third === undefined) part.calls.add(`${of.owner}.${second}`);
          else if (second === undefined) part.calls.add(first!);
          if (parameters.includes(called)) part.given = true;
        }
        for (const rule of ruleOf(node)) part.rules.add(rule);
        if (ts.isPropertyAssignment(node) && node.name.getText(source) === 'type' && ts.isStringLiteral(node.initializer)) part.events.add(node.initializer.text);
        ts.forEachChild(node, visit);
      };
      visit(body);
    };
    for (const statement of source.statements) {
      if (ts.isClassDeclaration(statement) && statement.name) {
        const owner = statement.name.text;
        const fields = new Map<string, string>();
        for (const member of statement.members) {
          if (ts.isConstructorDeclaration(member)) for (const { name, type } of member.parameters) if (type) fields.set(name.getText(source), type.getText(source));
        }
        for (const member of statement.members) add(member.name ? `${owner}.${member.name.getText(source)}` : owner, member, { owner, fields });
        for (const decorator of ts.getDecorators(statement) ?? []) add(owner, decorator, { owner, fields });
      } else if (ts.isFunctionDeclaration(statement) && statement.name) add(statement.name.text, statement, { owner: '', fields: new Map() });
      else add(file, statement, { owner: '', fields: new Map() });
    }
  }
  return parts;
}
