// SPDX-License-Identifier: MIT
pragma solidity ^0.8.34;

import {Vm} from "./Vm.sol";

/// @notice Base of all tests. Every assertion says what it is about, so that a red test explains itself.
abstract contract Test {
    Vm internal constant vm = Vm(0x7109709ECfa91a80626fF3989D68f67F5b1DD12D);

    function assertTrue(bool condition, string memory what) internal pure {
        vm.assertTrue(condition, what);
    }

    function assertFalse(bool condition, string memory what) internal pure {
        vm.assertEq(condition, false, what);
    }

    function assertEq(bool actual, bool expected, string memory what) internal pure {
        vm.assertEq(actual, expected, what);
    }

    function assertEq(uint256 actual, uint256 expected, string memory what) internal pure {
        vm.assertEq(actual, expected, what);
    }

    function assertEq(address actual, address expected, string memory what) internal pure {
        vm.assertEq(actual, expected, what);
    }

    function assertEq(bytes32 actual, bytes32 expected, string memory what) internal pure {
        vm.assertEq(actual, expected, what);
    }

    function assertEq(bytes memory actual, bytes memory expected, string memory what) internal pure {
        vm.assertEq(actual, expected, what);
    }

    function assertEq(string memory actual, string memory expected, string memory what) internal pure {
        vm.assertEq(actual, expected, what);
    }

    function assertNotEq(uint256 actual, uint256 other, string memory what) internal pure {
        vm.assertNotEq(actual, other, what);
    }

    function assertNotEq(address actual, address other, string memory what) internal pure {
        vm.assertNotEq(actual, other, what);
    }

    function assertNotEq(bytes32 actual, bytes32 other, string memory what) internal pure {
        vm.assertNotEq(actual, other, what);
    }

    function assertLt(uint256 actual, uint256 limit, string memory what) internal pure {
        vm.assertLt(actual, limit, what);
    }

    function assertLe(uint256 actual, uint256 limit, string memory what) internal pure {
        vm.assertLe(actual, limit, what);
    }

    function assertGt(uint256 actual, uint256 limit, string memory what) internal pure {
        vm.assertGt(actual, limit, what);
    }

    function assertGe(uint256 actual, uint256 limit, string memory what) internal pure {
        vm.assertGe(actual, limit, what);
    }

    /// @dev The next call must revert with an error without values.
    function expectRevert(bytes4 selector) internal {
        vm.expectRevert(abi.encodePacked(selector));
    }

    /// @dev The next call must revert with this error and exactly these values.
    /// @param values abi.encode of the error's values.
    function expectRevert(bytes4 selector, bytes memory values) internal {
        vm.expectRevert(abi.encodePacked(selector, values));
    }

    /// @dev A number from `min` to `max`, both included, that follows from a fuzzed one.
    function bound(uint256 fuzzed, uint256 min, uint256 max) internal pure returns (uint256) {
        assertLe(min, max, "bound: min above max");
        if (fuzzed >= min && fuzzed <= max) return fuzzed;
        uint256 size = max - min + 1;
        return size == 0 ? fuzzed : min + fuzzed % size;
    }

    /// @dev Runs a contract's constructor at an address of choice: immutables that hold `address(this)` come out right.
    function deployTo(address where, bytes memory creationCode) internal {
        vm.etch(where, creationCode);
        (bool success, bytes memory runtimeCode) = where.call("");
        assertTrue(success, "deployTo: the constructor reverted");
        vm.etch(where, runtimeCode);
    }
}
