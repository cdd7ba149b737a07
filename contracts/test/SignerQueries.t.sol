// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {IERC7913SignatureVerifier} from "@openzeppelin/contracts/interfaces/IERC7913.sol";
import {SignerQueries} from "../src/SignerQueries.sol";
import {Test} from "./support/Test.sol";

/// @dev Says yes to exactly the call that was announced.
contract ExactVerifier {
    bytes32 private _expected;

    function expect(bytes calldata call) external {
        _expected = keccak256(call);
    }

    fallback(bytes calldata call) external returns (bytes memory) {
        return abi.encode(keccak256(call) == _expected ? IERC7913SignatureVerifier.verify.selector : bytes4(0));
    }
}

contract Queries is SignerQueries {
    /// @return valid What is asked for, with memory that others have used before.
    /// @return free Where memory is free afterwards.
    function isValid(bytes calldata signer, bytes32 digest, bytes calldata signature)
        external
        view
        returns (bool valid, uint256 free)
    {
        assembly ("memory-safe") {
            let used := mload(0x40)
            for { let end := add(used, 0x1000) } lt(used, end) { used := add(used, 0x20) } { mstore(used, not(0)) }
        }
        valid = _isValid(signer, digest, signature);
        assembly ("memory-safe") {
            free := mload(0x40)
        }
    }
}

/// @dev What a verifier is asked, byte by byte. What becomes of the answers is tested where they count, in RecoveryModule.
contract SignerQueriesTest is Test {
    ExactVerifier private immutable verifier = new ExactVerifier();
    Queries private immutable queries = new Queries();

    function _asksAsTheCompilerWould(bytes memory key, bytes32 digest, bytes memory signature) private {
        bytes memory signer = abi.encodePacked(verifier, key);
        verifier.expect(abi.encodeCall(IERC7913SignatureVerifier.verify, (key, digest, signature)));
        (bool valid, uint256 free) = queries.isValid(signer, digest, signature);
        assertTrue(valid, "asked");
        assertEq(free % 32, 0, "free memory");
        (valid,) = queries.isValid(signer, ~digest, signature);
        assertFalse(valid, "asked for another digest");
    }

    function testFuzz_isValid_asksAsTheCompilerWould(bytes memory key, bytes32 digest, bytes memory signature) public {
        if (key.length == 0) key = hex"00";
        _asksAsTheCompilerWould(key, digest, signature);
    }

    /// Every length up to two words and one byte, of both.
    function test_isValid_asksAsTheCompilerWould_atEveryLength() public {
        for (uint256 i = 1; i < 66; ++i) {
            for (uint256 j = 0; j < 66; ++j) {
                bytes memory key = new bytes(i);
                bytes memory signature = new bytes(j);
                (key[i - 1], key[0]) = (0xfe, 0xff);
                if (j != 0) (signature[j - 1], signature[0]) = (0xfe, 0xff);
                _asksAsTheCompilerWould(key, keccak256(abi.encode(i, j)), signature);
            }
        }
    }
}
