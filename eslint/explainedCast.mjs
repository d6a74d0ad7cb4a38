/** How far above a cast, or above the function that holds it, its reason may end. */
const LINES_ABOVE = 2;

const isStatement = ({ type }) => /Statement$|Declaration$|Definition$/.test(type);
const isFunction = ({ type }) =>
  /^(FunctionDeclaration|MethodDefinition|ArrowFunctionExpression|FunctionExpression)$/.test(type);

/**
 * The ESLint rule that asks for a reason beside every cast. `as const`, a cast that only widens, and the keys of an
 * object (`Object.keys(table) as Name[]`, which TypeScript cannot know to be complete) need none.
 */
export const explainedCastRule = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      unexplained: 'A cast says that the compiler is wrong: say in a comment on it, or just above, why it holds.',
    },
  },
  create(context) {
    const { sourceCode } = context;
    const { program, esTreeNodeToTSNodeMap } = sourceCode.parserServices;
    const commentLines = new Set();
    for (const { loc } of sourceCode.getAllComments()) {
      for (let line = loc.start.line; line <= loc.end.line; line += 1) commentLines.add(line);
    }

    const isConst = ({ type, typeName }) => type === 'TSTypeReference' && typeName.name === 'const';
    const isKeys = (expression) =>
      expression.type === 'CallExpression' &&
      ['Object.keys', 'Object.entries'].includes(sourceCode.getText(expression.callee));
    const widens = (node) => {
      const checker = program.getTypeChecker();
      const typeOf = (part) => checker.getTypeAtLocation(esTreeNodeToTSNodeMap.get(part));
      return checker.isTypeAssignableTo(typeOf(node.expression), typeOf(node));
    };
    const isExplained = (node) => {
      for (let outer = node; outer.parent; outer = outer.parent) {
        if (!isStatement(outer) && !isFunction(outer)) continue;
        const last = isFunction(outer) ? outer.loc.start.line : node.loc.end.line;
        for (let line = outer.loc.start.line - LINES_ABOVE; line <= last; line += 1)
          if (commentLines.has(line)) return true;
        if (isFunction(outer)) return false;
      }
      return false;
    };
    return {
      TSAsExpression(node) {
        if (isConst(node.typeAnnotation) || isKeys(node.expression) || isExplained(node) || widens(node)) return;
        context.report({ node, messageId: 'unexplained' });
      },
    };
  },
};
