// Evaluates exported decision models in Drools. usage: java -cp LIBRARIES Evaluate.java FOLDER
// Reads FOLDER/*.dmn and FOLDER/cases.ndjson; prints a line for each case: {"value": …} or {"error": …}.
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedWriter;
import java.io.OutputStreamWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kie.dmn.api.core.DMNContext;
import org.kie.dmn.api.core.DMNMessage;
import org.kie.dmn.api.core.DMNModel;
import org.kie.dmn.api.core.DMNResult;
import org.kie.dmn.api.core.DMNRuntime;
import org.kie.dmn.api.core.ast.DecisionNode;
import org.kie.dmn.core.internal.utils.DMNRuntimeBuilder;
import org.kie.internal.io.ResourceFactory;

public class Evaluate {
  static final ObjectMapper json =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[0]);
    DMNRuntime runtime = read(folder);
    Map<String, DMNModel> models = new HashMap<>();
    for (DMNModel model : runtime.getModels()) {
      for (DMNMessage message : model.getMessages()) System.err.println(model.getName() + ": " + message.getText());
      for (DecisionNode decision : model.getDecisions()) models.put(decision.getName(), model);
    }
    try (Stream<String> lines = Files.lines(folder.resolve("cases.ndjson"));
        BufferedWriter out = new BufferedWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8))) {
      for (String line : (Iterable<String>) lines::iterator) {
        out.write(json.writeValueAsString(evaluate(runtime, models, json.readTree(line))));
        out.newLine();
      }
    }
  }

  static DMNRuntime read(Path folder) throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      var resources = files.filter(file -> file.toString().endsWith(".dmn")).sorted()
          .map(file -> ResourceFactory.newFileResource(file.toFile())).collect(Collectors.toList());
      return DMNRuntimeBuilder.fromDefaults().buildConfiguration().fromResources(resources)
          .getOrElseThrow(RuntimeException::new);
    }
  }

  static ObjectNode evaluate(DMNRuntime runtime, Map<String, DMNModel> models, JsonNode example) {
    String name = example.get("decision").asText();
    DMNModel model = models.get(name);
    DMNContext context = runtime.newContext();
    example.get("given").fields().forEachRemaining(
        given -> context.set(given.getKey(), value(given.getValue(), model.getInputByName(given.getKey()).getType().getName())));
    DMNResult result = runtime.evaluateByName(model, context, name);
    ObjectNode node = json.createObjectNode();
    if (result.hasErrors()) {
      node.put("error", result.getMessages(DMNMessage.Severity.ERROR).stream().map(DMNMessage::getText).collect(Collectors.joining("; ")));
    } else {
      node.set("value", tree(result.getDecisionResultByName(name).getResult()));
    }
    return node;
  }

  static Object value(JsonNode node, String type) {
    if (node.isBoolean()) return node.booleanValue();
    if (node.isNumber()) return node.decimalValue();
    if (node.isTextual()) return type.equals("date") ? LocalDate.parse(node.textValue()) : node.textValue();
    List<Object> list = new ArrayList<>();
    node.forEach(each -> list.add(value(each, type)));
    return list;
  }

  static JsonNode tree(Object value) {
    return json.valueToTree(value instanceof LocalDate ? value.toString() : value);
  }
}
