/** The ESLint rule that asks for a reason beside every cast other than `as const`. */
export const explainedCastRule = {
  meta: {
    type: 'suggestion',
    schema: [],
    messages: {
      unexplained: 'A cast says that the compiler is wrong: say in a comment on it, or just above, why it holds.',
    },
  },
  create(context) {
    const commentEnds = new Set();
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          for (let line = comment.loc.start.line; line <= comment.loc.end.line; line += 1) commentEnds.add(line);
        }
      },
      TSAsExpression(node) {
        const annotation = node.typeAnnotation;
        if (annotation.type === 'TSTypeReference' && annotation.typeName.name === 'const') return;
        let statement = node;
        while (statement.parent && !/Statement$|Declaration$|Definition$/.test(statement.type))
          statement = statement.parent;
        const first = statement.loc.start.line;
        for (let line = first - 1; line <= node.loc.end.line; line += 1) if (commentEnds.has(line)) return;
        context.report({ node, messageId: 'unexplained' });
      },
    };
  },
};
